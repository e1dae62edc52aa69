// SPDX-License-Identifier: Apache-2.0
// The part of a child that speaks HTTP with it.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "mcp/json_scan.hpp"
#include "shim/child.hpp"
#include "shim/waits.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {

Task<void> pause(asio::any_io_executor executor, Millis limit) {
    asio::steady_timer timer(executor, limit);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace

void OutputLines::take_line(std::string line) {
    if (is_log_)
        log_.add_error_line(child_, line);
    else
        conversation_.take_line(std::move(line));
}

void OutputLines::begin_long_line(std::string_view start) {
    if (is_log_)
        log_.add_error_line(child_, start);
    else
        conversation_.begin_long_line(start);
}

void OutputLines::end_long_line(std::string_view end) {
    if (!is_log_) conversation_.end_long_line(end);
}

HttpSide::Events Child::http_events() {
    const std::weak_ptr<Child> weak = weak_from_this();
    const auto with_self = [weak](auto work) {
        if (const auto self = weak.lock()) work(*self);
    };
    return {.message =
                [with_self](std::string message) {
                    with_self([&](Child& self) {
                        if (message.size() <= self.settings_.message_bytes_max)
                            self.conversation_.take_line(std::move(message));
                    });
                },
            .stream_lost =
                [with_self](const Error& why) {
                    with_self([&](Child& self) { self.conversation_.fail_all(why); });
                },
            .spawn =
                [with_self](Task<void> task) {
                    with_self([&](Child& self) {
                        self.tasks_->spawn(self.settings_.id + " stream", std::move(task));
                    });
                }};
}

bool Child::may_speak_http() const {
    return !http_->stdio_only() && conversation_.counts().answers == 0;
}

/// Puts a message on its way: to standard input, to the HTTP endpoint, or to both while it is not
/// known which of them the server listens to.
std::shared_ptr<bridge::Posting> Child::hand_over(const std::shared_ptr<Exchange>& exchange) {
    const bool over_http = http_->found() || http_->http_only();
    const bool looking = !over_http && may_speak_http() && !searching_ && !exchange->id.empty() &&
                         exchange->message.size() <= searched_bytes_max;
    std::shared_ptr<Posting> posting;
    if (over_http || looking) {
        posting = std::make_shared<Posting>(
            over_http ? std::move(exchange->message) : exchange->message,
            [exchange] { return exchange->state == Exchange::State::waiting; });
        tasks_->spawn(settings_.id + " http", speak_http(shared_from_this(), exchange, posting));
    }
    if (!over_http) {
        queue_.push_back(exchange);
        work_.cancel();
    }
    return posting;
}

Task<void> Child::speak_http(std::shared_ptr<Child> self, std::shared_ptr<Exchange> exchange,
                             std::shared_ptr<Posting> posting) {
    auto done = co_await self->deliver(posting);
    // A server that dies closes its connections before its end is known.
    if (done && !*done && done->error().category == Category::unavailable)
        co_await raised_within(self->finished_, exit_notice);
    if (self->http_->found()) exchange->budget.reset();
    if (!done || exchange->state != Exchange::State::waiting) co_return;
    if (!*done)
        self->conversation_.fail(exchange, done->error());
    else if (exchange->id.empty())
        exchange->settle(Exchange::State::sent);
    else if (self->http_->reach().transport != "sse")
        self->conversation_.fail(exchange, {Category::invalid, "protocol_error",
                                            "the server ended its HTTP answer without a response"});
}

/// Nothing when no endpoint was found while the message was wanted.
Task<std::optional<Result<void>>> Child::deliver(std::shared_ptr<Posting> posting) {
    while (searching_ && posting->wanted()) co_await pause(executor_, HttpSide::look_every);
    if (!http_->found()) {
        if (!posting->wanted()) co_return std::nullopt;
        searching_ = true;
        auto searched = co_await http_->search(posting);
        searching_ = false;
        if (http_->found()) settle_on_http();
        co_return searched;
    }
    co_return co_await http_->post(posting);
}

void Child::settle_on_http() {
    output_lines_.become_log();
    conversation_.forget_garbage();
    const auto reach = http_->reach();
    log_.add_note(settings_.id + " speaks " + reach.transport + " on port " +
                  std::to_string(reach.port) + " at " + reach.path);
}

bool Child::attach(const std::shared_ptr<Attachment>& attachment) {
    if (!running()) return false;
    if (!http_->found()) {
        if (attached() || http_->http_only()) return false;
        conversation_.attach(attachment);
        return true;
    }
    if (conversations_.size() >= attachments_max) return false;
    const std::weak_ptr<Attachment> weak = attachment;
    const auto message = [weak](std::string line) {
        if (const auto there = weak.lock()) there->deliver(std::move(line));
    };
    const auto lost = [weak](const Error& why) {
        if (const auto there = weak.lock()) there->refuse_all(why.message);
    };
    conversations_[attachment] = std::make_shared<HttpConversation>(http_->another(message, lost));
    return true;
}

void Child::detach(const Attachment& attachment) {
    if (conversation_.attachment().get() == &attachment) conversation_.attach(nullptr);
    std::erase_if(conversations_, [&](const auto& entry) {
        if (entry.first.get() != &attachment) return false;
        entry.second->upstream->close();
        return true;
    });
}

Task<void> Child::pass(std::shared_ptr<Attachment> attachment, std::string line, std::string id) {
    if (const auto found = conversations_.find(attachment); found != conversations_.end()) {
        const auto conversation = found->second;
        if (conversation->cancels(line)) co_return;
        const auto wanted = [attachment, id] {
            return !attachment->over() && (id.empty() || attachment->is_open(id));
        };
        const auto posting = std::make_shared<Posting>(std::move(line), wanted);
        if (!id.empty()) conversation->open[id] = posting;
        tasks_->spawn(settings_.id + " http",
                      post_attached(conversation, attachment, posting, std::move(id)));
        co_return;
    }
    if (!input_open_) co_return;
    const auto exchange = std::make_shared<Exchange>();
    attached_bytes_ += line.size();
    exchange->message = std::move(line);
    exchange->attached = true;
    queue_.push_back(exchange);
    work_.cancel();
    while (attached_bytes_ > attached_bytes_max && input_open_)
        co_await room_.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool HttpConversation::cancels(std::string_view line) {
    const auto envelope = mcp::index_message(line);
    if (!envelope || envelope->method != "notifications/cancelled") return false;
    const auto found = open.find(mcp::member(envelope->params, "requestId"));
    if (found == open.end()) return false;
    const auto request = mcp::index_message(found->second->message());
    const auto meta = mcp::member(request ? request->params : std::string_view(), "_meta");
    if (mcp::member(meta, "io.modelcontextprotocol/protocolVersion").empty()) return false;
    found->second->stop();
    return true;
}

/// A request that HTTP leaves without an answer is answered here.
Task<void> Child::post_attached(std::shared_ptr<HttpConversation> conversation,
                                std::shared_ptr<Attachment> attachment,
                                std::shared_ptr<bridge::Posting> posting, std::string id) {
    const auto upstream = conversation->upstream;
    const auto done = co_await upstream->post(posting);
    if (!id.empty()) conversation->open.erase(id);
    const bool streamable = upstream->server().kind != bridge::HttpServer::Kind::sse;
    const auto envelope = mcp::index_message(posting->message());
    if (streamable && done && envelope && envelope->method == "notifications/initialized")
        co_await upstream->run_events();
    if (id.empty() || !attachment->is_open(id)) co_return;
    if (!done)
        attachment->refuse(id, done.error().message);
    else if (streamable)
        attachment->refuse(id, "the server ended its HTTP answer without a response");
}

Task<void> Child::stop_later(std::shared_ptr<Child> self, std::shared_ptr<Posting> posting) {
    co_await raised_within(self->finished_, after_answer);
    posting->stop();
}

Task<void> Child::post_reply(std::shared_ptr<Child> self, std::string line) {
    ++self->http_replies_;
    const auto posting =
        std::make_shared<Posting>(std::move(line), [self] { return self->running(); });
    const auto ignored = co_await self->http_->post(posting);
    static_cast<void>(ignored);
    --self->http_replies_;
}

Reach Child::found_reach() const {
    if (http_ && http_->found()) return http_->reach();
    return {.transport = conversation_.counts().answers > 0 ? "stdio" : ""};
}

}  // namespace toolshed::shim
