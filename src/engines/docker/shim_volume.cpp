// SPDX-License-Identifier: Apache-2.0
#include "engines/docker/shim_volume.hpp"

#include "docker/labels.hpp"
#include "docker/tar.hpp"

namespace toolshed::engines::docker {
namespace {

// Podman takes no other tag for an import.
const std::string empty_image = "toolshed/empty:latest";

}  // namespace

Task<Result<std::string>> ShimVolume::ensure() {
    while (filling_) co_await filling_->wait();
    if (filled_) {
        // Somebody may prune volumes that no container uses.
        const auto there = co_await client_.has_volume(name_);
        if (!there) co_return fail(there.error());
        if (*there) co_return name_;
        filled_ = false;
        while (filling_) co_await filling_->wait();
        if (filled_) co_return name_;
    }
    filling_.emplace(co_await boost::asio::this_coro::executor);
    struct Leaving {
        std::optional<Signal>& filling;
        ~Leaving() {
            filling->raise();
            filling.reset();
        }
    };
    const Leaving leaving{filling_};
    if (auto done = co_await fill(); !done)
        co_return fail(done.error(), "bring the shim to the engine");
    filled_ = true;
    co_return name_;
}

Task<Result<void>> ShimVolume::fill() {
    if (auto made = co_await client_.create_volume(
            name_, {{toolshed::docker::label_image_installation, installation_}});
        !made)
        co_return made;
    // An image of the workload's would copy its own files into the volume, so the container is made
    // from an empty one.
    const auto known = co_await client_.inspect_image(empty_image);
    if (!known && known.error().code != "image_missing") co_return fail(known.error());
    if (!known) {
        const auto empty = toolshed::docker::tar_of({{"shim/", "", 0755}});
        const auto imported = co_await client_.import_image(empty, empty_image);
        if (!imported) co_return fail(imported.error());
    }
    toolshed::docker::ContainerSpec spec;
    spec.name = name_ + "-filler";
    spec.image = empty_image;
    spec.user = "0:0";
    spec.entrypoint = {"/never-started"};
    spec.read_only_root = false;
    spec.mounts = {{toolshed::docker::Mount::Kind::volume, name_, "/shim", false, true}};
    if (auto gone = co_await client_.remove_container(spec.name); !gone) co_return gone;
    const std::string filler = spec.name;
    const auto created = co_await client_.create_container(std::move(spec));
    if (!created) co_return fail(created.error());
    const auto tar = toolshed::docker::tar_of({{"toolshed-shim", shim_, 0755}});
    const auto put = co_await client_.put_archive(filler, "/shim", tar);
    const auto gone = co_await client_.remove_container(filler);
    co_return !put ? put : gone;
}

}  // namespace toolshed::engines::docker
