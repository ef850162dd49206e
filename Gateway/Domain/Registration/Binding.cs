using Telephony.Domain.Identity;
using Telephony.Domain.Records;

namespace Telephony.Domain.Registration;

/// <summary>What tells two contacts of one address-of-record apart: the flow of an instance (RFC 5626 6), else the Contact's URI.</summary>
public readonly record struct BindingKey(TrunkId Trunk, string Aor, string Identity);

/// <summary>One contact that is registered with us (RFC 3261 10.3). Immutable; kept over a restart.</summary>
public sealed record Binding
{
    /// <summary>Of the trunk.</summary>
    public ResourceId Resource { get; init; } = ResourceId.Gateway;

    public required TrunkId Trunk { get; init; }

    /// <summary>User of the credentials it was made with.</summary>
    public required string Account { get; init; }

    /// <summary>User part of the address-of-record.</summary>
    public required string Aor { get; init; }

    /// <summary>The Contact's URI as it came.</summary>
    public required string Contact { get; init; }

    public required string SipCallId { get; init; }

    public required uint CSeq { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Proxies on the way to it, nearest first, as they stood in Path (RFC 3327); empty: none.</summary>
    public string Path { get; init; } = "";

    /// <summary>The +sip.instance parameter, with its quotes; empty: none.</summary>
    public string Instance { get; init; } = "";

    /// <summary>0: not a flow of RFC 5626.</summary>
    public int RegId { get; init; }

    /// <summary>How it came: <c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>Where it came from.</summary>
    public required WireEndpoint Source { get; init; }

    /// <summary>Its Contact cannot be reached as written: a NAT lies between (DR-41).</summary>
    public bool BehindNat { get; init; }

    public string Software { get; init; } = "";

    public BindingKey Key => new(Trunk, Aor, RegId > 0 ? $"{Instance};{RegId}" : Contact);
}

/// <summary>Where bindings are kept over a restart. Safe from any thread.</summary>
public interface IBindingStore
{
    /// <summary>Those that have not expired at <paramref name="now"/>.</summary>
    ValueTask<IReadOnlyList<Binding>> ListAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Inserts or replaces, and deletes, in one transaction.</summary>
    ValueTask ApplyAsync(IReadOnlyList<Binding> saved, IReadOnlyList<BindingKey> removed, CancellationToken cancellation);
}

/// <summary>Takes changes of bindings on their way to the store; never blocks, never throws. Any thread.</summary>
public interface IBindingLog
{
    void Save(Binding binding);

    void Remove(BindingKey key);
}
