// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_registry.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace toolshed::engines::fake {
namespace {

std::string repository_of(const std::string& name) {
    return name.substr(0, name.rfind(':'));
}

/// An image is known to its engine by where it was pushed to or pulled from.
void add_reference(FakeImage& image, const std::string& reference) {
    auto& all = image.info.references;
    if (std::ranges::find(all, reference) == all.end()) all.push_back(reference);
}

}  // namespace

std::string FakeRegistry::full_name(std::string name) const {
    return "registry.test/toolshed/" + name;
}

Task<Result<void>> FakeRegistry::push(std::string name) {
    return with_faults(world_, "registry.push", do_push(std::move(name)));
}
Task<Result<std::optional<PushedImage>>> FakeRegistry::find(std::string name, Digest image) {
    return with_faults(world_, "registry.find", do_find(std::move(name), std::move(image)));
}
Task<Result<bool>> FakeRegistry::has(std::string reference) {
    return with_faults(world_, "registry.has", do_has(std::move(reference)));
}
Task<Result<void>> FakeRegistry::pull(std::string reference) {
    return with_faults(world_, "registry.pull", do_pull(std::move(reference)));
}
Task<Result<std::string>> FakeRegistry::check() {
    co_return "the fake registry answers";
}

Task<Result<void>> FakeRegistry::do_push(std::string name) {
    FakeImage* image = world_.find_image(name);
    if (image == nullptr)
        co_return fail(Category::not_found, "image_missing", "there is no image '" + name + "'");
    const std::string digest = "sha256:" + sha256_hex("manifest of " + image->info.digest.value);
    const std::string reference = repository_of(name) + "@" + digest;
    FakeImage kept = *image;
    kept.info.names.clear();
    kept.info.references.clear();
    world_.pushed[reference] = std::move(kept);
    world_.pushed_tags[name] = digest;
    add_reference(*image, reference);
    co_return Result<void>{};
}

Task<Result<std::optional<PushedImage>>> FakeRegistry::do_find(std::string name, Digest image) {
    const auto tag = world_.pushed_tags.find(name);
    if (tag == world_.pushed_tags.end()) co_return std::optional<PushedImage>{};
    const std::string repository = repository_of(name);
    if (world_.pushed.at(repository + "@" + tag->second).info.digest != image)
        co_return fail(Category::conflict, "digest_mismatch", "another image has that tag");
    co_return std::optional(PushedImage{repository, {Digest::Kind::manifest, tag->second}});
}

Task<Result<bool>> FakeRegistry::do_has(std::string reference) {
    co_return world_.pushed.contains(reference);
}

Task<Result<void>> FakeRegistry::do_pull(std::string reference) {
    const auto found = world_.pushed.find(reference);
    if (found == world_.pushed.end())
        co_return fail(Category::not_found, "image_missing", "nothing is at '" + reference + "'");
    const std::string id = found->second.info.digest.value;
    world_.images.try_emplace(id, found->second);
    // As with engines, the image is there before its name, and nobody holds it meanwhile.
    co_await world_.clock.sleep(Millis(5));
    if (const auto image = world_.images.find(id); image != world_.images.end())
        add_reference(image->second, reference);
    co_return Result<void>{};
}

}  // namespace toolshed::engines::fake
