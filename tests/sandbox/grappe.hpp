#pragma once
// A made-up grappe: its establishments and all that happened in them, as a DUI would hold it. Plain values.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/finess.hpp"
#include "core/month.hpp"

namespace jauge::sandbox {

struct Establishment {
  core::Finess finess;
  core::Finess operator_finess;
  std::string name;
  core::RegionCode region;
  bool medicalised = false;
};

/// Times are the establishment's local wall clock; days are local days.
struct Stay {
  std::size_t establishment;
  std::string file;
  core::Day from;
  std::optional<core::Day> to;  // last day, included
};

struct Write {
  std::size_t establishment;
  std::string file;
  core::LocalTime at;
  bool technical = false;  // by an account that is no professional's: not counted
};

struct Project {
  std::size_t establishment;
  std::string file;
  core::Day from;
  std::optional<core::Day> to;
  std::string status;  // PREPARATION, ACTIF, TERMINE, ABANDONNE (the last is not counted)
};

struct AgendaEvent {
  std::size_t establishment;
  std::string file;
  core::LocalTime at;
  bool cancelled = false;
};

/// A message, deposit, prescription or note. A message has a row for each of its recipients.
struct Exchange {
  std::size_t establishment;
  std::string id;
  core::LocalTime at;
};

struct Identity {
  std::size_t establishment;
  std::string file;
  core::Day qualified_from;
};

/// What no output may ever show: names and numbers of the persons behind the files.
struct Person {
  std::string file;
  std::string name;
  std::string insurance_number;
};

struct Grappe {
  std::string project_id;
  core::Finess holder;
  core::Month first;
  core::Month last;
  std::vector<Establishment> establishments;
  std::vector<Establishment> strangers;  // in the same DUI, not of the project; numbered after the others
  std::vector<Person> persons;
  std::vector<Stay> stays;
  std::vector<Write> writes;
  std::vector<Project> projects;
  std::vector<AgendaEvent> agenda;
  std::vector<Exchange> messages;
  std::vector<Exchange> deposits;
  std::vector<Exchange> prescriptions;
  std::vector<Exchange> notes;
  std::vector<Identity> identities;

  const Establishment& of(std::size_t index) const {
    return index < establishments.size() ? establishments[index] : strangers[index - establishments.size()];
  }
};

struct Wishes {
  std::uint64_t seed = 1;
  std::size_t establishments = 15;
  std::size_t persons = 0;  // per establishment; 0: as such establishments have
  double activity = 1.0;    // multiplies the number of events
  core::Month last;         // the last month with activity
  int months = 4;
  bool overseas = false;  // some establishments in La Réunion and Guadeloupe
};

/// The same wishes give the same grappe.
Grappe make_grappe(const Wishes& wishes);

}  // namespace jauge::sandbox
