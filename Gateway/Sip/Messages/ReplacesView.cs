namespace Telephony.Sip.Messages;

/// <summary>Value of a Replaces header (RFC 3891 6.1): which dialog the new INVITE stands in for, seen by the side that gets it. A view, valid as long as the bytes.</summary>
public readonly ref struct ReplacesView
{
    private ReplacesView(ReadOnlySpan<byte> callId, ReadOnlySpan<byte> toTag, ReadOnlySpan<byte> fromTag, bool earlyOnly)
    {
        CallId = callId;
        ToTag = toTag;
        FromTag = fromTag;
        EarlyOnly = earlyOnly;
    }

    public ReadOnlySpan<byte> CallId { get; }

    /// <summary>The local tag of whoever gets the header.</summary>
    public ReadOnlySpan<byte> ToTag { get; }

    public ReadOnlySpan<byte> FromTag { get; }

    /// <summary>A dialog that is confirmed by now must not be replaced.</summary>
    public bool EarlyOnly { get; }

    /// <summary>False without a Call-ID or without exactly one of each tag.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out ReplacesView replaces)
    {
        replaces = default;
        var semicolon = value.IndexOf((byte)';');
        if (semicolon <= 0) return false;
        var callId = SipText.Trim(value[..semicolon]);
        var parameters = value[semicolon..];
        if (callId.IsEmpty || callId.IndexOf((byte)' ') >= 0 || !ParamReader.TryGet(parameters, "to-tag"u8, out var to) || !ParamReader.TryGet(parameters, "from-tag"u8, out var from)) return false;
        if (to.IsEmpty || from.IsEmpty || Count(parameters, "to-tag="u8) != 1 || Count(parameters, "from-tag="u8) != 1) return false;
        replaces = new ReplacesView(callId, to, from, ParamReader.TryGet(parameters, "early-only"u8, out _));
        return true;
    }

    private static int Count(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name)
    {
        var count = 0;
        foreach (var part in parameters.Split((byte)';'))
        {
            var parameter = SipText.Trim(parameters[part]);
            if (parameter.Length >= name.Length && SipText.Same(parameter[..name.Length], name)) count++;
        }
        return count;
    }
}
