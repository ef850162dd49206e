using System.Buffers.Binary;
using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Bindings;

/// <summary>The registered contacts in the database: each gateway on it looks after those that registered with it last.</summary>
public sealed class BindingStore(Database database) : IBindingStore
{
    private const string Upsert = """
        INSERT INTO bindings
          (resource_id, trunk, aor, identity, account, contact, sip_call_id, cseq, registered_ms, expires_ms, path, instance, reg_id, transport, source, source_port, behind_nat, software, node)
        VALUES
          (@Resource, @Trunk, @Aor, @Identity, @Account, @Contact, @SipCallId, @CSeq, @RegisteredMs, @ExpiresMs, @Path, @Instance, @RegId, @Transport, @Source, @SourcePort, @BehindNat, @Software, @Node)
        ON CONFLICT (resource_id, trunk, aor, identity) DO UPDATE SET
          account = excluded.account, contact = excluded.contact, sip_call_id = excluded.sip_call_id, cseq = excluded.cseq, registered_ms = excluded.registered_ms,
          expires_ms = excluded.expires_ms, path = excluded.path, instance = excluded.instance, reg_id = excluded.reg_id, transport = excluded.transport, source = excluded.source,
          source_port = excluded.source_port, behind_nat = excluded.behind_nat, software = excluded.software, node = excluded.node
        """;

    private const string Delete = "DELETE FROM bindings WHERE trunk = @Trunk AND aor = @Aor AND identity = @Identity AND (node = @Node OR node = '')";

    private const string Select = """
        SELECT resource_id AS Resource, trunk AS Trunk, aor AS Aor, identity AS Identity, account AS Account, contact AS Contact, sip_call_id AS SipCallId, cseq AS CSeq, registered_ms AS RegisteredMs,
          expires_ms AS ExpiresMs, path AS Path, instance AS Instance, reg_id AS RegId, transport AS Transport, source AS Source, source_port AS SourcePort, behind_nat AS BehindNat,
          software AS Software
        FROM bindings WHERE expires_ms > @Now AND (node = @Node OR node = '') ORDER BY registered_ms
        """;

    public ValueTask<IReadOnlyList<Binding>> ListAsync(DateTimeOffset now, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<Binding>>(
            async connection => (await connection.QueryAsync<Row>(Select, new { Now = now.ToUnixTimeMilliseconds(), database.Node })).Select(static row => row.ToBinding()).ToList(),
            cancellation);

    public async ValueTask ApplyAsync(IReadOnlyList<Binding> saved, IReadOnlyList<BindingKey> removed, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                await database.ExecuteManyAsync(connection, transaction, Delete, [.. removed.Select(key => new { Trunk = key.Trunk.Value, key.Aor, key.Identity, database.Node })]);
                return await database.ExecuteManyAsync(connection, transaction, Upsert, [.. saved.Select(binding => Row.Of(binding, database.Node))]);
            },
            cancellation).ConfigureAwait(false);

    /// <summary>A row as Dapper reads and writes it.</summary>
    private sealed class Row
    {
        public string Resource { get; set; } = "";

        public string Trunk { get; set; } = "";

        public string Aor { get; set; } = "";

        public string Identity { get; set; } = "";

        public string Account { get; set; } = "";

        public string Contact { get; set; } = "";

        public string SipCallId { get; set; } = "";

        public long CSeq { get; set; }

        public long RegisteredMs { get; set; }

        public long ExpiresMs { get; set; }

        public string Path { get; set; } = "";

        public string Instance { get; set; } = "";

        public long RegId { get; set; }

        public string Transport { get; set; } = "";

        public byte[] Source { get; set; } = [];

        public long SourcePort { get; set; }

        public long BehindNat { get; set; }

        public string Software { get; set; } = "";

        public string Node { get; set; } = "";

        public static Row Of(Binding binding, string node)
        {
            var source = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(source, binding.Source.Address);
            return new Row
            {
                Resource = binding.Resource.Value,
                Trunk = binding.Trunk.Value,
                Aor = binding.Aor,
                Identity = binding.Key.Identity,
                Account = binding.Account,
                Contact = binding.Contact,
                SipCallId = binding.SipCallId,
                CSeq = binding.CSeq,
                RegisteredMs = binding.RegisteredAt.ToUnixTimeMilliseconds(),
                ExpiresMs = binding.ExpiresAt.ToUnixTimeMilliseconds(),
                Path = binding.Path,
                Instance = binding.Instance,
                RegId = binding.RegId,
                Transport = binding.Transport,
                Source = source,
                SourcePort = binding.Source.Port,
                BehindNat = binding.BehindNat ? 1 : 0,
                Software = binding.Software,
                Node = node,
            };
        }

        public Binding ToBinding() => new()
        {
            Resource = ResourceId.Parse(Resource),
            Trunk = TrunkId.Parse(Trunk),
            Aor = Aor,
            Account = Account,
            Contact = Contact,
            SipCallId = SipCallId,
            CSeq = (uint)CSeq,
            RegisteredAt = DateTimeOffset.FromUnixTimeMilliseconds(RegisteredMs),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresMs),
            Path = Path,
            Instance = Instance,
            RegId = (int)RegId,
            Transport = Transport,
            Source = new WireEndpoint(BinaryPrimitives.ReadUInt128BigEndian(Source), (ushort)SourcePort),
            BehindNat = BehindNat != 0,
            Software = Software,
        };
    }
}
