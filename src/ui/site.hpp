// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "net/http.hpp"

/// The web page: files inside the binary, and the rules by which browsers get them.
namespace toolshed::ui {

/// One file of the built page with its compressed forms. All views outlive the site.
struct File {
    std::string_view path;  ///< below `/ui/`, such as `assets/index-1a2b.js`
    std::string_view type;
    std::string_view sha256;  ///< of the content itself, hex
    std::string_view content;
    std::string_view gzip = {};    ///< empty = there is none
    std::string_view brotli = {};  ///< empty = there is none
};

/// Answers for `/` and everything below `/ui`. Names are looked up among the files and nowhere
/// else, so no path leads out.
class Site {
public:
    explicit Site(std::span<const File> files);

    /// `/` leads to `/ui/`. A file is answered in the best form that `Accept-Encoding` takes, with
    /// a strong validator (`If-None-Match` gives 304); what stands below `assets/` has its hash in
    /// its name and may be kept for ever. Unknown names there are 404; every other path is a page
    /// of the application, so it gets `index.html`. `path` is as sent, without the query.
    net::Response answer(std::string_view path, const net::Headers& headers) const;

private:
    std::map<std::string_view, const File*> files_;
};

}  // namespace toolshed::ui
