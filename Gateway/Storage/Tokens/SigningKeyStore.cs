using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Tokens;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Tokens;

/// <summary>The keys of access tokens in the database.</summary>
public sealed class SigningKeyStore(Database database) : ISigningKeyStore
{
    private const string Select = "SELECT key_id AS KeyId, private_key AS PrivateKey, created_ms AS CreatedMs, signs_ms AS SignsMs FROM signing_keys WHERE resource_id = @Gateway ORDER BY created_ms, key_id";

    private const string Insert = "INSERT INTO signing_keys (resource_id, key_id, private_key, created_ms, signs_ms) VALUES (@Gateway, @KeyId, @PrivateKey, @CreatedMs, @SignsMs)";

    public ValueTask<IReadOnlyList<SigningKey>> ListAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<SigningKey>>(static async connection => (await connection.QueryAsync<Row>(Select, new Row())).Select(static row => row.ToKey()).ToList(), cancellation);

    public ValueTask<bool> AddAsync(SigningKey key, DateTimeOffset newest, CancellationToken cancellation) =>
        database.WriteAsync(
            async (connection, transaction) =>
                await connection.ExecuteScalarAsync<long>(
                    "SELECT count(*) FROM signing_keys WHERE resource_id = @Gateway AND created_ms > @Newest", new { new Row().Gateway, Newest = newest.ToUnixTimeMilliseconds() }, transaction) == 0
                && await connection.ExecuteAsync(Insert, Row.Of(key), transaction) == 1,
            cancellation);

    public async ValueTask RemoveAsync(string id, CancellationToken cancellation) =>
        await database.ApplyAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM signing_keys WHERE resource_id = @Gateway AND key_id = @KeyId", new Row { KeyId = id }, transaction), cancellation).ConfigureAwait(false);

    /// <summary>A row as Dapper reads and writes it.</summary>
    private sealed class Row
    {
        /// <summary>They are of no tenant.</summary>
        public string Gateway => ResourceId.Gateway.Value;

        public string KeyId { get; set; } = "";

        public byte[] PrivateKey { get; set; } = [];

        public long CreatedMs { get; set; }

        public long SignsMs { get; set; }

        public static Row Of(SigningKey key) => new() { KeyId = key.Id, PrivateKey = key.PrivateKey, CreatedMs = key.CreatedAt.ToUnixTimeMilliseconds(), SignsMs = key.SignsFrom.ToUnixTimeMilliseconds() };

        public SigningKey ToKey() => new(KeyId, PrivateKey, DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs), DateTimeOffset.FromUnixTimeMilliseconds(SignsMs));
    }
}
