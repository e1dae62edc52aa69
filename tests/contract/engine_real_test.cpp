// SPDX-License-Identifier: Apache-2.0
// The engine contract on the engines that TOOLSHED_TEST_ENGINE (Docker) and TOOLSHED_TEST_PODMAN
// name as unix:///path.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.hpp"
#include "contract/engine_contract.hpp"
#include "data/data_directory.hpp"
#include "docker/labels.hpp"
#include "docker/tar.hpp"
#include "engines/docker/docker_engine.hpp"

namespace toolshed::contract {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

docker::ClientConfig at(const std::string& address) {
    docker::ClientConfig config;
    config.socket = address.substr(std::string_view("unix://").size());
    return config;
}

/// Everything that it makes carries an installation of its own and goes with it.
class RealHarness final : public EngineHarness {
public:
    explicit RealHarness(const std::string& address) : client_(*http_, clock_, at(address)) {
        installation_.id = ids_.next().substr(0, 12);
        std::filesystem::create_directory(folder_ / "links");
        std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
        run(build());
    }
    ~RealHarness() override {
        run(clean());
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    Engine& engine() override { return engine_; }
    Clock& clock() override { return clock_; }
    LaunchPlan plan() override {
        LaunchPlan plan;
        plan.image = {Digest::Kind::image_id, image_};
        plan.shim_digest = engine_.shim_digest();
        plan.argv = {"/server"};
        plan.working_directory = "/";
        return plan;
    }
    std::string image_name() override { return "contract-" + installation_.id + ":1"; }
    std::string fresh_name() override {
        return "contract-" + installation_.id + "-" + std::to_string(++names_);
    }
    void run(Task<void> story) override {
        std::exception_ptr thrown;
        boost::asio::co_spawn(io_, std::move(story),
                              [&](std::exception_ptr error) { thrown = error; });
        io_.restart();
        io_.run();
        if (thrown) std::rethrow_exception(thrown);
    }

private:
    static std::filesystem::path make_folder() {
        std::string name = "/tmp/toolshed-contract.XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
        return name;
    }

    Task<void> build() {
        const auto context = folder_ / "context";
        std::filesystem::create_directory(context);
        std::filesystem::copy_file(SERVER_BINARY, context / "server");
        std::ofstream(context / "Dockerfile")
            << "FROM scratch\nCOPY server /server\nENTRYPOINT [\"/server\"]\n";
        docker::BuildOptions options;
        options.tag = image_name();
        options.labels = docker::image_labels(installation_.id, "srv", "run");
        const auto none = [](const std::string&) { return false; };
        const auto built = must(co_await client_.build(
            options, docker::tar_stream(pool_, context, none, {}), [](const std::string&) {}));
        if (!built.error.empty()) throw std::runtime_error(built.error);
        image_ = must(co_await client_.inspect_image(image_name())).id;
    }

    Task<void> clean() {
        for (const auto& each : must(co_await engine_.list()))
            must(co_await engine_.remove(each.name));
        must(co_await client_.remove_image(image_name()));
        must(co_await client_.remove_volume("toolshed-" + installation_.id + "-shim-" +
                                            engine_.shim_digest().substr(0, 12)));
    }

    std::filesystem::path folder_ = make_folder();
    boost::asio::io_context io_{1};
    boost::asio::thread_pool pool_{1};
    SystemClock clock_;
    data::SystemRandom random_;
    data::SystemIds ids_{random_};
    Installation installation_;
    std::unique_ptr<net::Client> http_ = net::make_client(io_.get_executor(), clock_);
    docker::Client client_;
    const std::string shim_ = text_of(SHIM_BINARY);
    engines::docker::DockerEngine engine_{
        client_, *http_, clock_, installation_, {folder_ / "links", shim_, sha256_hex(shim_), {}}};
    std::string image_;
    int names_ = 0;
};

EngineCase named_by(const std::string& name, const char* variable) {
    return {name, [variable]() -> std::unique_ptr<EngineHarness> {
                const char* const address = std::getenv(variable);
                if (address == nullptr || *address == '\0') return nullptr;
                return std::make_unique<RealHarness>(address);
            }};
}

INSTANTIATE_TEST_SUITE_P(Real, EngineContract,
                         ::testing::Values(named_by("docker", "TOOLSHED_TEST_ENGINE"),
                                           named_by("podman", "TOOLSHED_TEST_PODMAN")),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace toolshed::contract
