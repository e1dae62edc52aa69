// SPDX-License-Identifier: Apache-2.0
#include "net/connector.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace toolshed::net {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

using ErrorCode = boost::system::error_code;

Task<Result<Socket>> connect_to(asio::any_io_executor executor, Endpoint endpoint) {
    ErrorCode error;
    Socket socket(executor);
    if (!endpoint.unix_path.empty()) {
        if (endpoint.unix_path.size() > 107)
            co_return fail(Category::invalid, "connect_failed",
                           "the socket's path is over 107 bytes");
        auto [failed] = co_await socket.async_connect(
            asio::local::stream_protocol::endpoint(endpoint.unix_path), as_result);
        error = failed;
    } else {
        asio::ip::tcp::resolver resolver(executor);
        auto [unresolved, found] = co_await resolver.async_resolve(
            endpoint.host, std::to_string(endpoint.port), as_result);
        error = unresolved;
        for (const auto& entry : found) {
            socket = Socket(executor);
            auto [failed] = co_await socket.async_connect(entry.endpoint(), as_result);
            error = failed;
            if (!error) break;
        }
        ErrorCode ignored;
        if (!error) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    }
    if (error)
        co_return fail(Category::unavailable, "connect_failed",
                       "cannot connect to " + to_string(endpoint) + ": " + error.message());
    co_return std::move(socket);
}

bool is_address(const std::string& host) {
    ErrorCode no_address;
    asio::ip::make_address(host, no_address);
    return !no_address;
}

/// Why the peer's certificate was not believed, or else what went wrong in the handshake.
std::string reason_of(ssl::stream<Socket>& stream, const ErrorCode& error) {
    const long verdict = SSL_get_verify_result(stream.native_handle());
    return verdict == X509_V_OK ? error.message() : X509_verify_cert_error_string(verdict);
}

}  // namespace

Task<Result<WireStream>> Connector::open(Endpoint endpoint) {
    auto socket = co_await connect_to(executor_, endpoint);
    if (!socket) co_return fail(socket.error());
    if (!endpoint.tls) co_return WireStream(std::move(*socket));
    co_return co_await shake_hands(std::move(endpoint), std::move(*socket));
}

Result<ssl::context*> Connector::context() {
    if (context_) return context_.get();
    auto made = std::make_unique<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_2_VERSION);
    ErrorCode error;
    if (trust_.ca_file.empty())
        made->set_default_verify_paths(error);
    else
        made->load_verify_file(trust_.ca_file, error);
    if (error)
        return fail(Category::unavailable, "tls_failed",
                    "cannot read the certificates of " +
                        (trust_.ca_file.empty() ? "this machine" : trust_.ca_file) + ": " +
                        error.message());
    made->set_verify_mode(ssl::verify_peer);
    context_ = std::move(made);
    return context_.get();
}

Task<Result<WireStream>> Connector::shake_hands(Endpoint endpoint, Socket socket) {
    const auto trusted = context();
    if (!trusted) co_return fail(trusted.error());
    auto tls = std::make_unique<WireStream::Tls>(std::move(socket), **trusted);
    ErrorCode error;
    tls->set_verify_callback(ssl::host_name_verification(endpoint.host), error);
    // A server with several names chooses its certificate by this one; an address is no name.
    const bool named = is_address(endpoint.host) ||
                       SSL_set_tlsext_host_name(tls->native_handle(), endpoint.host.c_str()) == 1;
    if (error || !named)
        co_return fail(Category::unavailable, "tls_failed",
                       "cannot begin TLS with " + to_string(endpoint));
    auto [failed] = co_await tls->async_handshake(ssl::stream_base::client, as_result);
    if (failed)
        co_return fail(Category::unavailable, "tls_failed",
                       "TLS with " + to_string(endpoint) + " failed: " + reason_of(*tls, failed));
    co_return WireStream(std::move(tls));
}

}  // namespace toolshed::net
