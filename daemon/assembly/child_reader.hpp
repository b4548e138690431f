#pragma once
// core::Reader by child processes: each read is a jauge-reader that is killed when it does not end in time.
#include <filesystem>
#include <map>
#include <memory>

#include "assembly/drop_folder.hpp"
#include "core/ports.hpp"

namespace jauge::assembly {

/// At most four children at a time, the other reads wait their turn. A read's deadline is the time the child
/// takes, less what it waits for commits: past it SIGTERM, a second later SIGKILL, and Finished with a
/// transient error. A child that dies or does not keep to the protocol gives Finished with an error, too. All
/// calls from one thread, which must live as long as its children; wake() from any.
class ChildReader final : public core::Reader {
 public:
  /// `configuration` is the file the children read; `program` the jauge-reader to start.
  /// `folders`: by source, where its files are dropped; they are moved once a read of them is durable, and
  /// only those.
  ChildReader(std::filesystem::path configuration, std::filesystem::path program,
              std::map<std::string, DropFolder> folders = {});
  /// Ends its children: within a second and a little.
  ~ChildReader() override;

  core::Result<Ticket> start(core::ReadRequest request) override;
  std::vector<Event> wait(std::chrono::milliseconds patience) override;
  void commit(Ticket ticket) override;
  void cancel(Ticket ticket) override;
  void wake() override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jauge::assembly
