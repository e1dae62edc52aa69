// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "ports/identity.hpp"

namespace toolshed::data {

/// Bytes of the kernel's generator.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// Ids made of the time and random bits: 26 of `[0-9a-z]`, ascending within the process.
class SystemIds final : public Ids {
public:
    explicit SystemIds(Random& random) : random_(random) {}
    std::string next() override;

private:
    Random& random_;
    std::int64_t last_ms_ = 0;
    std::uint64_t high_ = 0;
    std::uint16_t low_ = 0;
};

/// A daemon's own folder: 0700, held by one daemon at a time, with what identifies the
/// installation.
class DataDirectory {
public:
    /// Makes or opens it and counts this start. `conflict` `data_in_use` names the process that
    /// holds it, `unavailable` `data_unusable` says why it cannot be used, `internal`
    /// `data_damaged` when one of its files is malformed.
    static Result<std::unique_ptr<DataDirectory>> open(const std::filesystem::path& path,
                                                       Random& random);
    DataDirectory(const DataDirectory&) = delete;
    DataDirectory& operator=(const DataDirectory&) = delete;
    ~DataDirectory();

    const std::filesystem::path& path() const { return path_; }
    const Installation& installation() const { return installation_; }
    /// SHA-256 (hex) of the token in `admin-token`; the token itself is kept nowhere else.
    const std::string& token_hash() const { return token_hash_; }

private:
    DataDirectory() = default;
    Result<void> lock();
    Result<void> identify(Random& random);

    std::filesystem::path path_;
    int lock_ = -1;
    Installation installation_;
    std::string token_hash_;
};

}  // namespace toolshed::data
