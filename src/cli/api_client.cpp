// SPDX-License-Identifier: Apache-2.0
#include "cli/api_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <optional>

#include "net/wire/sse.hpp"

namespace toolshed::cli {
namespace {

constexpr Millis stream_silence{60'000};
constexpr int reconnects_max = 20;
constexpr std::size_t event_bytes_max = 8 * 1024 * 1024;

template <class T>
Result<T> wait_for(boost::asio::io_context& io, Task<Result<T>> task) {
    std::optional<Result<T>> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(task),
                          [&](std::exception_ptr error, std::optional<Result<T>> value) {
                              thrown = error;
                              result = std::move(value);
                          });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

Error unreachable(const std::string& url, const Error& cause) {
    return {Category::unavailable, "server_unreachable",
            "no daemon answers at " + url + " (" + cause.message +
                "); start one with 'toolshed serve', or set TOOLSHED_URL"};
}

Error error_of(const ApiAnswer& answer) {
    Error error{Category::internal, "bad_answer",
                "the daemon answered " + std::to_string(answer.status)};
    const Json& body = part_of(answer.body, "error");
    if (word_of(body, "code").empty()) return error;
    error.category = category_from(word_of(body, "type"));
    error.code = word_of(body, "code");
    error.message = word_of(body, "message");
    error.pointer = word_of(body, "pointer");
    return error;
}

}  // namespace

Result<net::Endpoint> endpoint_of(const ApiAddress& address) {
    constexpr std::string_view scheme = "http://";
    std::string_view rest = address.url;
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
    rest = rest.substr(0, rest.find('/'));
    const auto colon = rest.rfind(':');
    unsigned port = 80;
    std::string host(rest.substr(0, colon));
    if (colon != std::string_view::npos)
        std::from_chars(rest.data() + colon + 1, rest.data() + rest.size(), port);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    if (!address.url.starts_with(scheme) || host.empty() || port == 0 || port > 65'535)
        return fail(Category::invalid, "bad_url", "TOOLSHED_URL must be http://HOST:PORT");
    return net::Endpoint::tcp(host, static_cast<std::uint16_t>(port));
}

net::Request ApiClient::request(const std::string& method, const std::string& path) const {
    net::Request request{method, path, {{"Accept", "application/json"}}};
    if (!address_.token.empty()) request.headers.set("Authorization", "Bearer " + address_.token);
    return request;
}

Result<ApiAnswer> ApiClient::ask(const std::string& method, const std::string& path,
                                 const std::string& body, Millis limit) const {
    const auto where = endpoint_of(address_);
    if (!where) return fail(where.error());
    boost::asio::io_context io(1);
    SystemClock clock;
    const auto client = net::make_client(io.get_executor(), clock);
    net::Request asked = request(method, path);
    if (!body.empty()) asked.headers.set("Content-Type", "application/json");
    asked.body = body;
    const auto response = wait_for(io, client->send(*where, std::move(asked), limit));
    if (!response) return fail(unreachable(address_.url, response.error()));
    ApiAnswer answer{response->status, json_from(response->body), response->body};
    if (answer.status >= 400) return fail(error_of(answer));
    if (!response->body.empty() && answer.body.is_discarded())
        return fail(Category::internal, "bad_answer",
                    "what answers at " + address_.url + " is no Toolshed daemon");
    return answer;
}

namespace {

/// Reads one connection of an event stream to its end.
Task<Result<bool>> read_stream(net::Client& client, net::Endpoint where, net::Request asked,
                               std::string& last_id,
                               const std::function<bool(const ApiEvent&)>& take) {
    auto stream = co_await client.open(std::move(where), std::move(asked), Millis(30'000));
    if (!stream) co_return fail(stream.error());
    net::wire::SseDecoder decoder(event_bytes_max);
    std::string refused;
    bool more = true;
    const auto sink = [&](net::wire::SseEvent event) {
        last_id = event.id;
        more = more && take({event.id, event.event, json_from(event.data)});
    };
    for (;;) {
        auto part = co_await (*stream)->read_some(stream_silence);
        if (!part) co_return fail(part.error());
        if (!*part) break;
        if ((*stream)->status() != 200) {
            refused += **part;
            continue;
        }
        if (auto fed = decoder.feed(**part, sink); !fed) co_return fail(fed.error());
        if (!more) co_return false;
    }
    if ((*stream)->status() == 200) co_return false;
    co_return fail(error_of({(*stream)->status(), json_from(refused), refused}));
}

}  // namespace

Result<bool> ApiClient::follow_once(const std::string& path, std::string& last_id,
                                    const std::function<bool(const ApiEvent&)>& take) const {
    const auto where = endpoint_of(address_);
    if (!where) return fail(where.error());
    boost::asio::io_context io(1);
    SystemClock clock;
    const auto client = net::make_client(io.get_executor(), clock);
    net::Request asked = request("GET", path);
    asked.headers.set("Accept", "text/event-stream");
    if (!last_id.empty()) asked.headers.set("Last-Event-ID", last_id);
    return wait_for(io, read_stream(*client, *where, std::move(asked), last_id, take));
}

Result<void> ApiClient::follow(const std::string& path,
                               const std::function<bool(const ApiEvent&)>& take) const {
    std::string last_id;
    Error last;
    for (int attempt = 0; attempt < reconnects_max; ++attempt) {
        const auto more = follow_once(path, last_id, take);
        if (more && !*more) return {};
        if (!more) last = more.error();
        const bool lost = !more && (last.code == "connection_lost" ||
                                    last.code == "connect_failed" || last.code == "read_timeout");
        if (!more && !lost) return fail(last);
        if (last.code == "connect_failed" && last_id.empty())
            return fail(unreachable(address_.url, last));
        boost::asio::io_context io(1);
        boost::asio::steady_timer pause(io, std::chrono::milliseconds(250));
        pause.wait();
    }
    return fail(unreachable(address_.url, last));
}

}  // namespace toolshed::cli
