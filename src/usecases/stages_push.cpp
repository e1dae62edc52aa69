// SPDX-License-Identifier: Apache-2.0
#include "usecases/pipeline.hpp"
#include "usecases/records.hpp"

namespace toolshed {

Task<Result<ImageInfo>> inspect_or_pull(World world, std::string reference) {
    auto image = co_await world.engine.inspect_image(reference);
    const bool missing = !image && image.error().code == "image_missing";
    const bool pinned = reference.find("@sha256:") != std::string::npos;
    if (!missing || !pinned || world.registry == nullptr) co_return image;
    if (auto pulled = co_await world.registry->pull(reference); !pulled)
        co_return fail(pulled.error());
    world.log.info("image_pulled", {{"image", reference}});
    co_return co_await world.engine.inspect_image(std::move(reference));
}

namespace stages {
namespace {

/// A local image and the full name under which the registry is to hold it.
struct Outgoing {
    std::string name;
    Digest image;
    std::optional<Digest> verified = {};  ///< the manifest that it must have
};

/// What this run has built, under its tag.
Task<Result<Outgoing>> built_image(RunContext& context) {
    const Evidence& evidence = context.run.evidence;
    // Whatever the tag has come to name meanwhile: what is pushed is what was built.
    auto tagged = co_await context.world.engine.tag_image(*evidence.image, evidence.image_name);
    if (!tagged) co_return fail(tagged.error());
    co_return Outgoing{evidence.image_name, *evidence.image};
}

/// The step by itself pushes the verified image once more, for a registry that has lost it.
Task<Result<Outgoing>> verified_image(RunContext& context) {
    const auto server = co_await records::find_server(context.world.store, context.run.server_id);
    if (!server) co_return fail(server.error());
    if (!*server || !(*server)->current_revision)
        co_return fail(Category::conflict, "not_verified",
                       "there is no image yet: verify the server first");
    const Revision& revision = *(*server)->current_revision;
    if (revision.plan.image.kind != Digest::Kind::manifest)
        co_return fail(Category::conflict, "not_verified",
                       "the server was verified without a registry: verify it again");
    const auto image = co_await context.world.engine.inspect_image(image_reference(revision.plan));
    if (!image) co_return fail(image.error());
    auto tagged = co_await context.world.engine.tag_image(image->digest, revision.image_name);
    if (!tagged) co_return fail(tagged.error());
    co_return Outgoing{revision.image_name, image->digest, revision.plan.image};
}

/// Pushes unless the registry has it, and asks the registry what it then holds.
Task<Result<PushedImage>> push_and_read_back(RunContext& context, Outgoing outgoing, bool& found) {
    ImageRegistry& registry = *context.world.registry;
    const auto known = co_await registry.find(outgoing.name, outgoing.image);
    // Another image under that tag is no harm: pushing makes the tag name ours.
    if (!known && known.error().code != "digest_mismatch") co_return fail(known.error());
    found = known && known->has_value();
    if (found) co_return **known;
    if (auto pushed = co_await registry.push(outgoing.name); !pushed)
        co_return fail(pushed.error());
    context.world.crash_points.reach("image.pushed");
    const auto held = co_await registry.find(outgoing.name, outgoing.image);
    if (!held) co_return fail(held.error());
    if (!*held)
        co_return fail(Category::unavailable, "push_failed",
                       "the registry took '" + outgoing.name + "' and does not have it");
    co_return **held;
}

}  // namespace

Task<Result<StageDone>> push(RunContext& context) {
    Run& run = context.run;
    if (context.world.registry == nullptr)
        co_return StageDone{StepState::skipped, "no registry: the engine's image id is the pin"};
    if (!run.given_image.empty())
        co_return StageDone{StepState::skipped, "an image that was given is not pushed"};
    const auto outgoing =
        run.evidence.image ? co_await built_image(context) : co_await verified_image(context);
    if (!outgoing) co_return fail(outgoing.error());
    bool found = false;
    const auto held = co_await push_and_read_back(context, *outgoing, found);
    if (!held) co_return fail(held.error());
    if (outgoing->verified && *outgoing->verified != held->digest)
        co_return fail(Category::conflict, "digest_mismatch",
                       "the engine packed the image anew, as " + held->digest.value +
                           ": verify the server again");
    run.evidence.image = held->digest;
    run.evidence.image_repository = held->repository;
    co_return StageDone{StepState::succeeded,
                        held->digest.value.substr(0, 19) + (found ? ", found there" : "")};
}

}  // namespace stages
}  // namespace toolshed
