using Telephony.Domain.Audit;
using Telephony.Domain.Repeatability;
using Telephony.Domain.Resources;
using Telephony.Domain.Tokens;
using Telephony.Domain.Users;
using Telephony.Storage.Audit;
using Telephony.Storage.Databases;
using Telephony.Storage.Repeatability;
using Telephony.Storage.Resources;
using Telephony.Storage.Tokens;
using Telephony.Storage.Users;

namespace Telephony.Contracts.Storage;

public sealed class SqliteResourceStoreTests : ResourceStoreContract
{
    protected override async ValueTask<IResourceStore> CreateAsync() => new ResourceStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresResourceStoreTests : ResourceStoreContract
{
    protected override async ValueTask<IResourceStore> CreateAsync() => new ResourceStore(await DatabaseAsync(StorageProvider.Postgres));
}

public sealed class SqliteUserStoreTests : UserStoreContract
{
    protected override async ValueTask<IUserStore> CreateAsync() => new UserStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresUserStoreTests : UserStoreContract
{
    protected override async ValueTask<IUserStore> CreateAsync() => new UserStore(await DatabaseAsync(StorageProvider.Postgres));
}

public sealed class SqliteRepeatabilityStoreTests : RepeatabilityStoreContract
{
    protected override async ValueTask<IRepeatabilityStore> CreateAsync() => new RepeatabilityStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresRepeatabilityStoreTests : RepeatabilityStoreContract
{
    protected override async ValueTask<IRepeatabilityStore> CreateAsync() => new RepeatabilityStore(await DatabaseAsync(StorageProvider.Postgres));
}

public sealed class SqliteAuditStoreTests : AuditStoreContract
{
    protected override async ValueTask<IAuditStore> CreateAsync() => new AuditStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresAuditStoreTests : AuditStoreContract
{
    protected override async ValueTask<IAuditStore> CreateAsync() => new AuditStore(await DatabaseAsync(StorageProvider.Postgres));
}

public sealed class SqliteSigningKeyStoreTests : SigningKeyStoreContract
{
    protected override async ValueTask<ISigningKeyStore> CreateAsync() => new SigningKeyStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresSigningKeyStoreTests : SigningKeyStoreContract
{
    protected override async ValueTask<ISigningKeyStore> CreateAsync() => new SigningKeyStore(await DatabaseAsync(StorageProvider.Postgres));
}
