// SPDX-License-Identifier: Apache-2.0
#include "daemon/daemon.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <cstdio>
#include <optional>

#include "api/api.hpp"
#include "base/digest.hpp"
#include "base/within.hpp"
#include "blobs/fs/fs_blobs.hpp"
#include "builders/docker/docker_builder.hpp"
#include "daemon/doctor.hpp"
#include "daemon/killing_crash_points.hpp"
#include "data/data_directory.hpp"
#include "data/system_disks.hpp"
#include "engines/docker/docker_engine.hpp"
#include "gateway/gateway.hpp"
#include "registries/oci/oci_registry.hpp"
#include "sources/git/git_reader.hpp"
#include "stores/sqlite/sqlite_store.hpp"
#include "usecases/crash_point_names.hpp"
#include "usecases/reconciler.hpp"
#include "usecases/session_directory.hpp"

namespace toolshed::daemon {

namespace asio = boost::asio;

namespace {

Result<net::Endpoint> parse_listen(const std::string& text) {
    const auto colon = text.rfind(':');
    unsigned port = 0;
    const char* begin = text.data() + std::min(colon + 1, text.size());
    const char* end = text.data() + text.size();
    const auto [stop, bad] = std::from_chars(begin, end, port);
    if (colon == std::string::npos || bad != std::errc() || stop != end || port > 65'535)
        return fail(Category::invalid, "bad_config", "listen: write HOST:PORT, not '" + text + "'");
    std::string host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return net::Endpoint::tcp(host, static_cast<std::uint16_t>(port));
}

/// Sockets lie under a folder of the installation's own, so that daemons of one machine do not
/// meet.
std::filesystem::path link_root(const config::Config& config, const Installation& installation) {
    return config.runtime / installation.id;
}

/// Manifests and tokens are small, whatever a registry says.
std::unique_ptr<net::Client> registry_client(asio::io_context& io, Clock& clock,
                                             const config::Config& config) {
    net::ClientLimits limits;
    limits.body_bytes_max = 4 * 1024 * 1024;
    return net::make_client(io.get_executor(), clock, limits, {config.registry.ca_file});
}

std::unique_ptr<ImageRegistry> make_registry(docker::Client& engine, net::Client& http,
                                             Clock& clock, const config::Config& config) {
    if (config.registry.url.empty()) return nullptr;
    return std::make_unique<registries::oci::OciRegistry>(engine, http, clock, config.registry);
}

/// The gateway's counts for the API, which knows no gateway.
class GatewayCounter final : public api::GatewayView {
public:
    explicit GatewayCounter(const gateway::Gateway& gateway) : gateway_(gateway) {}
    api::GatewayCounts counts() const override {
        const auto counts = gateway_.counts();
        return {counts.workloads, counts.protocol_sessions, counts.upstreams, counts.in_flight};
    }

private:
    const gateway::Gateway& gateway_;
};

int refuse(const Error& error) {
    std::fprintf(stderr, "toolshed: %s\n", error.message.c_str());
    return 1;
}

/// Adapters and use cases, built bottom-up; destruction is the shut-down order.
class Daemon {
public:
    Daemon(asio::io_context& io, const config::Config& config, const Embedded& embedded,
           data::DataDirectory& data, stores::sqlite::SqliteStore& store)
        : config_(config),
          installation_(data.installation()),
          store_(store),
          http_(net::make_client(io.get_executor(), clock_, client_limits(config))),
          registry_http_(registry_client(io, clock_, config)),
          docker_(*http_, clock_, config.engine),
          engine_(docker_, *http_, clock_, installation_,
                  {link_root(config, installation_), std::string(embedded.shim.bytes),
                   sha256_hex(embedded.shim.bytes), config.network}),
          builder_(docker_, files_, clock_, installation_, config.builder, data.path() / "builds"),
          sources_(clock_, files_, config.git),
          disks_(data.path()),
          registry_(make_registry(docker_, *registry_http_, clock_, config)),
          blobs_(files_, data.path() / "blobs"),
          logs_(log_thread_, data.path() / "logs", config.log_bytes_max),
          crash_points_(config.crash_at),
          page_(embedded.page),
          background_(io.get_executor(), report()),
          brief_(io.get_executor(), report()),
          token_hash_(data.token_hash()) {}

    Task<int> run(ServeOptions options);

private:
    TaskGroup::Report report() {
        return [this](const std::string& name, const std::string& what) {
            log_.error("task_failed", {{"task", name}, {"what", what}});
        };
    }
    static net::ClientLimits client_limits(const config::Config& config) {
        net::ClientLimits limits;
        limits.body_bytes_max = config.settings.mcp.list_bytes_max + 16 * 1024 * 1024;
        return limits;
    }
    Task<int> serve(api::Api& api, gateway::Gateway& gateway, net::Endpoint endpoint);
    Task<void> stop_workloads();

    const config::Config& config_;
    const Installation& installation_;
    SystemClock clock_;
    StderrLog log_;
    data::SystemRandom random_;
    data::SystemIds ids_{random_};
    asio::thread_pool files_{2};
    asio::thread_pool log_thread_{1};
    stores::sqlite::SqliteStore& store_;
    std::unique_ptr<net::Client> http_;
    std::unique_ptr<net::Client> registry_http_;
    docker::Client docker_;
    engines::docker::DockerEngine engine_;
    builders::docker::DockerBuilder builder_;
    sources::git::GitReader sources_;
    data::SystemDisks disks_;
    std::unique_ptr<ImageRegistry> registry_;  ///< null = none
    blobs::fs::FsBlobs blobs_;
    blobs::fs::FsLogs logs_;
    KillingCrashPoints crash_points_;
    ui::Site page_;
    TaskGroup background_;
    TaskGroup brief_;
    const std::string token_hash_;
    World world_{clock_,      ids_,     random_,       store_,           blobs_,         logs_,
                 engine_,     builder_, sources_,      disks_,           crash_points_,  log_,
                 background_, brief_,   installation_, config_.settings, registry_.get()};
    Verifications verifications_{world_};
    Sessions sessions_{world_};
    Calls calls_{world_, sessions_};
    SignIns sign_ins_{world_, token_hash_};
    SessionDirectory directory_{world_, sessions_, calls_};
    Catalogue catalogue_{world_, verifications_, sessions_};
    Reconciler reconciler_{world_, catalogue_, verifications_, sessions_};
    House house_{world_};
    SystemDoctor doctor_{engine_, builder_, registry_.get(), disks_, clock_, config_, &house_};
};

Task<Result<void>> all_ended(TaskGroup& group) {
    co_await group.join();
    co_return Result<void>{};
}

Task<int> Daemon::run(ServeOptions options) {
    const auto endpoint = parse_listen(config_.listen);
    if (!endpoint) co_return refuse(endpoint.error());
    api::ApiConfig api_config;
    api_config.admission.token_hash = token_hash_;
    api_config.admission.cookie_name = "toolshed_sign_in_" + installation_.id;
    api_config.admission.allowed_hosts = config_.allowed_hosts;
    if (auto loaded = co_await sign_ins_.load(); !loaded) co_return refuse(loaded.error());
    gateway::Gateway gateway({directory_, clock_, random_, log_, background_, sign_ins_,
                              api_config.admission, config_.gateway});
    const GatewayCounter counter(gateway);
    api::Api api({catalogue_, verifications_, sessions_, calls_, sign_ins_, house_, page_, doctor_,
                  counter, clock_, log_},
                 api_config);
    background_.spawn("gateway", gateway.sweep());
    const int code = co_await serve(api, gateway, *endpoint);
    co_await verifications_.stop();
    co_await background_.close();
    const auto written = co_await within(clock_, Millis(5'000), "brief", all_ended(brief_));
    if (!written) log_.warn("records_lost", {{"count", std::to_string(brief_.size())}});
    co_await brief_.close();
    if (options.stop_workloads) co_await stop_workloads();
    co_return code;
}

Task<net::Reply> answer(api::Api& api, gateway::Gateway& gateway, net::Request request) {
    if (gateway::Gateway::is_for_gateway(request)) return gateway.handle(std::move(request));
    return api.handle(std::move(request));
}

std::optional<net::Response> check(const api::Api& api, const gateway::Gateway& gateway,
                                   const net::Request& head) {
    if (gateway::Gateway::is_for_gateway(head)) return gateway.check_head(head);
    return api.check_head(head);
}

Task<int> Daemon::serve(api::Api& api, gateway::Gateway& gateway, net::Endpoint endpoint) {
    const auto executor = co_await asio::this_coro::executor;
    auto server = net::make_server(
        executor, clock_, log_,
        [&](net::Request request) { return answer(api, gateway, std::move(request)); },
        config_.http, [&](const net::Request& head) { return check(api, gateway, head); });
    const auto bound = server->listen(endpoint);
    if (!bound) co_return refuse(bound.error());
    const std::string host =
        bound->host.find(':') == std::string::npos ? bound->host : "[" + bound->host + "]";
    const std::string url = "http://" + host + ":" + std::to_string(bound->port);
    api.set_base_url(url);
    background_.spawn("reconciler", reconciler_.run());
    background_.spawn("house", house_.run());
    std::printf("listening on %s\n", url.c_str());
    std::fflush(stdout);
    log_.info("ready",
              {{"url", url}, {"installation", installation_.id}, {"version", TOOLSHED_VERSION}});
    asio::signal_set signals(executor, SIGINT, SIGTERM);
    auto [error, signal] = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    log_.info("stopping", {{"signal", std::to_string(signal)}});
    co_await server->stop();
    co_return 0;
}

Task<void> Daemon::stop_workloads() {
    const auto listed = co_await engine_.list();
    if (!listed) co_return log_.error("workloads_not_stopped", {{"why", listed.error().message}});
    for (const auto& workload : *listed)
        if (auto gone = co_await engine_.remove(workload.name); !gone)
            log_.error("workload_not_stopped", {{"why", gone.error().message}});
}

Result<void> check_crash_point(const std::string& name) {
    const auto names = crash_point_names();
    if (name.empty() || std::ranges::find(names, name) != names.end()) return {};
    return fail(Category::invalid, "bad_config",
                "test.crash_at: there is no crash point '" + name + "'");
}

}  // namespace

int serve(const config::Config& config, const Embedded& embedded, ServeOptions options) {
    ::umask(0077);
    if (auto checked = check_crash_point(config.crash_at); !checked) return refuse(checked.error());
    data::SystemRandom random;
    const auto data = data::DataDirectory::open(config.data, random);
    if (!data) return refuse(data.error());
    SystemClock clock;
    const auto store = stores::sqlite::SqliteStore::open({(*data)->path() / "store.db"}, clock);
    if (!store) return refuse(store.error());
    asio::io_context io(1);
    std::optional<int> code;
    std::exception_ptr thrown;
    {
        Daemon daemon(io, config, embedded, **data, **store);
        asio::co_spawn(io, daemon.run(options), [&](std::exception_ptr error, int value) {
            thrown = error;
            code = value;
        });
        io.run();
    }
    if (thrown) std::rethrow_exception(thrown);
    return code.value_or(1);
}

std::string local_doctor(const config::Config& config, EmbeddedShim shim) {
    asio::io_context io(1);
    SystemClock clock;
    const Installation nobody;
    const auto http = net::make_client(io.get_executor(), clock);
    docker::Client client(*http, clock, config.engine);
    engines::docker::DockerEngine engine(
        client, *http, clock, nobody,
        {config.runtime, std::string(shim.bytes), {}, config.network});
    const auto registry_http = registry_client(io, clock, config);
    const auto registry = make_registry(client, *registry_http, clock, config);
    const data::SystemDisks disks(config.data);
    asio::thread_pool files{1};
    builders::docker::DockerBuilder builder(client, files, clock, nobody, config.builder,
                                            config.data / "builds");
    SystemDoctor doctor(engine, builder, registry.get(), disks, clock, config, nullptr);
    std::string report;
    asio::co_spawn(io, doctor.report(), [&](std::exception_ptr error, std::string text) {
        if (error) std::rethrow_exception(error);
        report = std::move(text);
    });
    io.run();
    return report;
}

}  // namespace toolshed::daemon
