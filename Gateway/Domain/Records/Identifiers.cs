namespace Telephony.Domain.Records;

/// <summary>The whole bridged call. A version 7 UUID: later calls sort after earlier ones.</summary>
public readonly record struct CallId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}

/// <summary>The tenant a row belongs to; <see cref="Default"/> is the gateway itself.</summary>
public readonly record struct ResourceId(string Value)
{
    public static ResourceId Default { get; } = new("default");

    public override string ToString() => Value;
}

/// <summary>A trunk, named by its FQDN.</summary>
public readonly record struct TrunkId(string Value)
{
    public override string ToString() => Value;
}
