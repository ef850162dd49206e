namespace Telephony.Sip.Messages;

/// <summary>Where the parts of a name-addr lie within its value.</summary>
internal struct NameAddrParts
{
    public Slot DisplayName;
    public Slot Uri;
    public Slot Params;
    public Slot Tag;
    public bool IsValid;
}

/// <summary>
/// <c>name-addr</c> or <c>addr-spec</c> with header parameters: the value of From, To, Contact, Route, Refer-To, P-Asserted-Identity, …
/// (RFC 3261 20.10, 25.1). A view, valid as long as the bytes. Without angle brackets every parameter is the header's (RFC 3261 20).
/// </summary>
public readonly ref struct NameAddrView
{
    private readonly ReadOnlySpan<byte> _value;
    private readonly NameAddrParts _parts;

    internal NameAddrView(ReadOnlySpan<byte> value, scoped in NameAddrParts parts)
    {
        _value = value;
        _parts = parts;
    }

    public bool IsValid => _parts.IsValid;

    public ReadOnlySpan<byte> Raw => _value;

    /// <summary>Without its quotes, but still escaped (<see cref="SipText.Unescape"/>); empty if there is none.</summary>
    public ReadOnlySpan<byte> DisplayName => _parts.DisplayName.Of(_value);

    /// <summary>The URI without brackets, or <c>*</c>.</summary>
    public ReadOnlySpan<byte> Uri => _parts.Uri.Of(_value);

    /// <summary>Header parameters as written, from the first semicolon.</summary>
    public ReadOnlySpan<byte> Params => _parts.Params.Of(_value);

    /// <summary>The tag parameter; empty if there is none.</summary>
    public ReadOnlySpan<byte> Tag => _parts.Tag.Of(_value);

    /// <summary>Contact: * (RFC 3261 10.2.2).</summary>
    public bool IsWildcard => Uri is [(byte)'*'];

    public bool TryGetParam(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => ParamReader.TryGet(Params, name, out value);

    /// <summary>The URI's own parts; false if it is not a URI.</summary>
    public bool TryGetUri(out SipUriView uri) => SipUriView.TryParse(Uri, out uri);

    /// <summary>Reads one value (no comma at top level). False for unbalanced quotes or brackets, no URI, too many parameters, or text behind the bracket.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out NameAddrView address)
    {
        var ok = NameAddrReader.TryRead(value, out var parts);
        address = new NameAddrView(value, parts);
        return ok;
    }
}
