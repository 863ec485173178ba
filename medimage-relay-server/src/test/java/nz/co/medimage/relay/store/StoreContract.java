package nz.co.medimage.relay.store;

/** A part of what any store keeps to, tried on the store of the test that gives it. */
abstract class StoreContract extends StoreFixture {
  private final OpensStores stores;

  StoreContract(OpensStores stores) {
    this.stores = stores;
  }

  @Override
  final RelayStore open() throws Exception {
    return stores.open(clock);
  }

  @Override
  final void execute(String sql) throws Exception {
    stores.execute(sql);
  }
}
