// SPDX-License-Identifier: Apache-2.0
#include "ui/site.hpp"

#include "ui/encoding.hpp"

namespace toolshed::ui {
namespace {

constexpr std::string_view root = "/ui/";
constexpr std::string_view assets = "assets/";
constexpr std::string_view index_name = "index.html";

/// What stands in the page comes from servers that nobody trusts, so it may load and run nothing
/// but what this daemon serves, and no script may make markup out of text.
constexpr const char* content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

net::Response guarded(int status) {
    return {
        status,
        {{"Content-Security-Policy", content_policy},
         {"X-Content-Type-Options", "nosniff"},
         {"Referrer-Policy", "no-referrer"},
         {"Cross-Origin-Opener-Policy", "same-origin"},
         {"Cross-Origin-Resource-Policy", "same-origin"},
         {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
        {}};
}

net::Response elsewhere() {
    auto response = guarded(302);
    response.headers.add("Location", std::string(root));
    return response;
}

net::Response missing() {
    auto response = guarded(404);
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "no-store");
    response.body =
        R"({"error":{"type":"not_found","code":"no_route","message":"there is no such file"}})";
    return response;
}

struct Form {
    std::string_view bytes;
    const char* name;  ///< of its encoding; empty = as it is
};

Form form_of(const File& file, std::string_view accept) {
    switch (choose_encoding(accept, !file.gzip.empty(), !file.brotli.empty())) {
        case Encoding::brotli:
            return {file.brotli, "br"};
        case Encoding::gzip:
            return {file.gzip, "gzip"};
        case Encoding::identity:
            break;
    }
    return {file.content, ""};
}

net::Response file_answer(const File& file, const net::Headers& headers) {
    const Form form = form_of(file, headers.find("Accept-Encoding").value_or(""));
    const std::string encoding = form.name;
    const std::string validator = "\"" + std::string(file.sha256.substr(0, 32)) +
                                  (encoding.empty() ? "" : "-" + encoding) + "\"";
    auto response = guarded(200);
    response.headers.add("ETag", validator);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Cache-Control", file.path.starts_with(assets)
                                              ? "public, max-age=31536000, immutable"
                                              : "no-cache");
    if (names_validator(headers.find("If-None-Match").value_or(""), validator)) {
        response.status = 304;
        return response;
    }
    response.headers.add("Content-Type", std::string(file.type));
    if (!encoding.empty()) response.headers.add("Content-Encoding", encoding);
    response.body = std::string(form.bytes);
    return response;
}

}  // namespace

Site::Site(std::span<const File> files) {
    for (const auto& file : files) files_.emplace(file.path, &file);
}

net::Response Site::answer(std::string_view path, const net::Headers& headers) const {
    if (path == "/" || path.empty()) return elsewhere();
    const std::string_view name = path.starts_with(root) ? path.substr(root.size()) : "";
    auto found = files_.find(name);
    if (found == files_.end() && !name.starts_with(assets)) found = files_.find(index_name);
    return found == files_.end() ? missing() : file_answer(*found->second, headers);
}

}  // namespace toolshed::ui
