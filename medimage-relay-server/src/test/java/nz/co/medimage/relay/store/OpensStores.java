package nz.co.medimage.relay.store;

import java.time.Clock;

/** Where the stores of one test keep what they hold. */
interface OpensStores {

  /** Opens the store; what an earlier one of this test kept is there. */
  RelayStore open(Clock clock) throws Exception;

  /** Does to the database what the store would not. */
  void execute(String sql) throws Exception;
}
