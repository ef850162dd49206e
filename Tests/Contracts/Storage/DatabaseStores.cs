using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Telephony.Storage.Bindings;
using Telephony.Storage.Databases;
using Telephony.Storage.Numbers;
using Telephony.Storage.Records;

namespace Telephony.Contracts.Storage;

public sealed class SqliteCallRecordStoreTests : CallRecordStoreContract
{
    protected override long SmallBytes => 500_000;

    protected override async ValueTask<ICallRecordStore> CreateAsync() => new CallRecordStore(await DatabaseAsync(StorageProvider.Sqlite), Clock);
}

public sealed class PostgresCallRecordStoreTests : CallRecordStoreContract
{
    protected override long SmallBytes => 500_000;

    protected override async ValueTask<ICallRecordStore> CreateAsync() => new CallRecordStore(await DatabaseAsync(StorageProvider.Postgres), Clock);
}

public sealed class SqliteNumberStoreTests : NumberStoreContract
{
    protected override async ValueTask<INumberStore> CreateAsync() => new NumberStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresNumberStoreTests : NumberStoreContract
{
    protected override async ValueTask<INumberStore> CreateAsync() => new NumberStore(await DatabaseAsync(StorageProvider.Postgres));
}

public sealed class SqliteBindingStoreTests : BindingStoreContract
{
    protected override async ValueTask<IBindingStore> CreateAsync() => new BindingStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresBindingStoreTests : BindingStoreContract
{
    protected override async ValueTask<IBindingStore> CreateAsync() => new BindingStore(await DatabaseAsync(StorageProvider.Postgres));
}
