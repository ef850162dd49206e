namespace Telephony.Sip.Messages;

/// <summary>Where the parts of one Via value lie within it.</summary>
internal struct ViaParts
{
    public Slot Transport;
    public Slot Host;
    public Slot Params;
    public Slot Branch;
    public Slot Received;
    public Slot Maddr;
    public ushort Port;
    public ushort RPort;
    public short Ttl;
    public bool HasRPort;
    public bool IsValid;
}

/// <summary>One Via value (RFC 3261 20.42, RFC 3581): a view, valid as long as the message's bytes.</summary>
public readonly ref struct ViaView
{
    private readonly ReadOnlySpan<byte> _value;
    private readonly ViaParts _parts;

    internal ViaView(ReadOnlySpan<byte> value, scoped in ViaParts parts)
    {
        _value = value;
        _parts = parts;
    }

    /// <summary>False when the value is absent or malformed; the other members are then empty, or what was read before the fault.</summary>
    public bool IsValid => _parts.IsValid;

    /// <summary>The value as it was received.</summary>
    public ReadOnlySpan<byte> Raw => _value;

    /// <summary>As written: <c>UDP</c>, <c>TCP</c>, <c>TLS</c>, … in any case.</summary>
    public ReadOnlySpan<byte> Transport => _parts.Transport.Of(_value);

    /// <summary>Host of sent-by; an IPv6 address keeps its brackets.</summary>
    public ReadOnlySpan<byte> Host => _parts.Host.Of(_value);

    /// <summary>Port of sent-by; 0 if there is none.</summary>
    public int Port => _parts.Port;

    public ReadOnlySpan<byte> Branch => _parts.Branch.Of(_value);

    /// <summary>Whether the branch starts with the RFC 3261 8.1.1.7 cookie and so names the transaction.</summary>
    public bool HasMagicBranch => Branch.StartsWith("z9hG4bK"u8) && Branch.Length > 7;

    /// <summary>Address as written, with or without brackets (RFC 5118 4.5).</summary>
    public ReadOnlySpan<byte> Received => _parts.Received.Of(_value);

    /// <summary>Whether <c>;rport</c> is there, with or without a value.</summary>
    public bool HasRPort => _parts.HasRPort;

    /// <summary>Value of <c>;rport=</c>; 0 without one.</summary>
    public int RPort => _parts.RPort;

    public ReadOnlySpan<byte> Maddr => _parts.Maddr.Of(_value);

    /// <summary>-1 if absent.</summary>
    public int Ttl => _parts.IsValid ? _parts.Ttl : -1;

    /// <summary>Parameters as written, from the first semicolon.</summary>
    public ReadOnlySpan<byte> Params => _parts.Params.Of(_value);

    public bool TryGetParam(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => ParamReader.TryGet(Params, name, out value);

    /// <summary>Reads one Via value (no commas at top level). False if it is not <c>SIP/2.0/transport sent-by *(;param)</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out ViaView via)
    {
        var ok = ViaReader.TryRead(value, out var parts);
        via = new ViaView(value, parts);
        return ok;
    }
}
