#include "connectors/mariadb/error_number.hpp"

namespace jauge::connectors::mariadb {

// Numbers from 2000 on are the client library's; the others are the server's (manual, "MariaDB Error Codes").

Cause connection_cause(unsigned number) {
  switch (number) {
    case 1044:  // no right on the database: told as an unknown account is
    case 1045:
    case 1130:
    case 1251:
    case 1698:
    case 1862:
    case 2059:
    case 2061:
      return Cause::account;
    case 1049:
      return Cause::no_database;
    case 1040:
    case 1053:
    case 1129:
    case 1203:
    case 1226:
      return Cause::busy;
    case 2026:
    case 3159:
      return Cause::tls;
    default:
      return Cause::unreachable;
  }
}

Cause query_cause(unsigned number) {
  switch (number) {
    case 1044:
    case 1142:
    case 1143:
    case 1227:
    case 1345:
    case 1370:
      return Cause::permission;
    case 1049:
    case 1051:
    case 1146:
    case 1356:
      return Cause::no_table;
    case 1054:
      return Cause::no_column;
    case 1267:
    case 1292:
    case 1305:
    case 1366:
    case 1525:
    case 4079:
      return Cause::types;
    case 1060:
    case 1064:
    case 1065:
    case 1222:
    case 1248:
    case 1295:
      return Cause::syntax;
    case 1317:
    case 1969:
    case 3024:
      return Cause::time_limit;
    case 1205:
    case 1213:
    case 3572:
      return Cause::lock_limit;
    case 1300:
    case 1977:
      return Cause::encoding;
    case 1153:
    case 2020:
      return Cause::too_large;
    case 1290:
    case 1792:
    case 1836:
      return Cause::writes;
    case 1053:
    case 1077:
    case 1927:
    case 2002:
    case 2003:
    case 2006:
    case 2013:
    case 2027:
    case 2055:
      return Cause::lost;
    default:
      return Cause::other;
  }
}

}  // namespace jauge::connectors::mariadb
