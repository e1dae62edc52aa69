// SPDX-License-Identifier: Apache-2.0
//
// The client against a TLS server in this process, whose certificate is for `localhost` only.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <memory>

#include "base/task_group.hpp"
#include "net/client.hpp"
#include "net/socket.hpp"

namespace toolshed::net {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

constexpr Millis plenty{20'000};
constexpr long day = 24 * 60 * 60;

template <auto free>
struct Freeing {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using PrivateKey = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using File = std::unique_ptr<std::FILE, Freeing<std::fclose>>;

/// Vouches for itself as `localhost`, from yesterday to tomorrow.
Certificate certificate_of(EVP_PKEY* key) {
    Certificate made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), day);
    X509_set_pubkey(made.get(), key);
    X509_NAME* name = X509_get_subject_name(made.get());
    const auto* text = reinterpret_cast<const unsigned char*>("toolshed test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(made.get(), names, -1);
    X509_EXTENSION_free(names);
    X509_sign(made.get(), key, EVP_sha256());
    return made;
}

class Tls : public ::testing::Test {
protected:
    Tls()
        : folder_(std::filesystem::path(::testing::TempDir()) /
                  ("tls-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        const PrivateKey key(EVP_EC_gen("P-256"));
        const Certificate certificate = certificate_of(key.get());
        const File certificate_file(std::fopen(certificate_path().c_str(), "w"));
        PEM_write_X509(certificate_file.get(), certificate.get());
        const File key_file(std::fopen(key_path().c_str(), "w"));
        PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }
    ~Tls() override { std::filesystem::remove_all(folder_); }

    std::string certificate_path() const { return folder_ / "certificate.pem"; }
    std::string key_path() const { return folder_ / "key.pem"; }

    /// Answers every request on every connection with `done`.
    Task<void> serve(tcp::acceptor& acceptor, ssl::context& context) {
        for (;;) {
            auto [refused, socket] = co_await acceptor.async_accept(as_result);
            if (refused) co_return;
            ssl::stream<tcp::socket> stream(std::move(socket), context);
            auto [failed] = co_await stream.async_handshake(ssl::stream_base::server, as_result);
            if (failed) continue;
            ++connections_;
            for (std::string text;;) {
                auto [ended, length] = co_await asio::async_read_until(
                    stream, asio::dynamic_buffer(text), "\r\n\r\n", as_result);
                if (ended) break;
                text.erase(0, length);
                const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";
                auto [lost, written] =
                    co_await asio::async_write(stream, asio::buffer(answer), as_result);
                if (lost) break;
            }
        }
    }

    Task<void> ask(std::string host, std::string ca_file, int times) {
        ssl::context context(ssl::context::tls_server);
        context.use_certificate_file(certificate_path(), ssl::context::pem);
        context.use_private_key_file(key_path(), ssl::context::pem);
        tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
        TaskGroup group(io_.get_executor(), {});
        group.spawn("server", serve(acceptor, context));
        {
            const auto client = make_client(io_.get_executor(), clock_, {}, {std::move(ca_file)});
            auto endpoint = Endpoint::tcp(std::move(host), acceptor.local_endpoint().port());
            endpoint.tls = true;
            for (int i = 0; i < times; ++i)
                response_ = co_await client->send(endpoint, {"GET", "/"}, plenty);
        }
        co_await group.close();
    }
    void tell(std::string host, std::string ca_file, int times = 1) {
        std::exception_ptr thrown;
        asio::co_spawn(io_, ask(std::move(host), std::move(ca_file), times),
                       [&](std::exception_ptr error) { thrown = error; });
        io_.run();
        if (thrown) std::rethrow_exception(thrown);
    }

    asio::io_context io_{1};
    SystemClock clock_;
    std::filesystem::path folder_;
    Result<Response> response_;
    int connections_ = 0;
};

TEST_F(Tls, ReachesAHostWhoseCertificateIsBelieved) {
    tell("localhost", certificate_path(), 3);
    ASSERT_TRUE(response_) << response_.error().message;
    EXPECT_EQ(response_->body, "done");
    EXPECT_EQ(connections_, 1) << "connections are kept";
}

TEST_F(Tls, RefusesACertificateOfAnotherHost) {
    tell("127.0.0.1", certificate_path());
    ASSERT_FALSE(response_);
    EXPECT_EQ(response_.error().code, "tls_failed");
    EXPECT_EQ(connections_, 0);
}

TEST_F(Tls, RefusesACertificateThatNobodyVouchesFor) {
    tell("localhost", "");
    ASSERT_FALSE(response_);
    EXPECT_EQ(response_.error().code, "tls_failed");
    EXPECT_NE(response_.error().message.find("self"), std::string::npos)
        << response_.error().message;
}

TEST_F(Tls, SaysWhichFileOfCertificatesCannotBeRead) {
    tell("localhost", "/nowhere.pem");
    ASSERT_FALSE(response_);
    EXPECT_EQ(response_.error().code, "tls_failed");
    EXPECT_NE(response_.error().message.find("/nowhere.pem"), std::string::npos);
}

}  // namespace
}  // namespace toolshed::net
