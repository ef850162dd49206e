namespace Telephony.Sdp.Descriptions;

/// <summary>
/// Who made the description, and which version of it this is (RFC 8866 5.2). The numbers are compared, never computed with: digits beyond
/// 64 bits wrap, which keeps "the same or another" true.
/// </summary>
public sealed record Origin(string Username, ulong SessionId, ulong Version, string Address, string AddressType = "IP4", string NetworkType = "IN");

/// <summary>Where media is to be sent (RFC 8866 5.7). The address may be a name, and carries <c>/ttl/count</c> when it is multicast.</summary>
public sealed record Connection(string Address, string AddressType = "IP4", string NetworkType = "IN")
{
    /// <summary>The all-zero address: "send me nothing" in the style of RFC 2543 (RFC 3264 8.4).</summary>
    public bool IsZero => Address is "0.0.0.0" or "::" or "0:0:0:0:0:0:0:0";
}

/// <summary>A <c>b=</c> line, such as <c>AS:64</c> (RFC 8866 5.8).</summary>
public readonly record struct Bandwidth(string Type, string Value);

/// <summary>Start and stop in seconds since 1900; 0 is "no bound" (RFC 8866 5.9).</summary>
public readonly record struct Timing(ulong Start, ulong Stop);

/// <summary>A line kept as it came.</summary>
public readonly record struct SdpLine(char Type, string Value);
