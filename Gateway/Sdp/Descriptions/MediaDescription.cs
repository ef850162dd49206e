using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Sdp.Descriptions;

/// <summary>
/// One <c>m=</c> section (RFC 8866 5.14). <see cref="Attributes"/> is the one truth; what is computed from it (<see cref="Direction"/>,
/// <see cref="PtimeMs"/>, <see cref="ReadCodecs"/> …) is read when asked for. Equality compares content, in order.
/// </summary>
public sealed record MediaDescription
{
    /// <summary>The media type as written: <c>audio</c>, <c>video</c>, <c>image</c>, <c>application</c> or any other.</summary>
    public required string Kind { get; init; }

    /// <summary>0 to 65535; 0 refuses or ends the stream (RFC 3264 6, 8.2).</summary>
    public required int Port { get; init; }

    /// <summary>Number of consecutive port pairs, 1 unless <c>port/count</c> was written.</summary>
    public int PortCount { get; init; } = 1;

    /// <summary>The transport as written, such as <c>RTP/AVP</c>; see <see cref="RtpProfile"/>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Payload type numbers for RTP, else what the protocol defines; at least one.</summary>
    public required ImmutableArray<string> Formats { get; init; }

    public ImmutableArray<Connection> Connections { get; init; } = [];

    public ImmutableArray<Bandwidth> Bandwidths { get; init; } = [];

    /// <summary>Lines without meaning for a call, in order: i, k.</summary>
    public ImmutableArray<SdpLine> OtherLines { get; init; } = [];

    public ImmutableArray<SdpAttribute> Attributes { get; init; } = [];

    public bool IsAudio => Kind.Equals("audio", StringComparison.OrdinalIgnoreCase);

    public bool IsRefused => Port == 0;

    /// <summary>The section's own direction; null when it says none. <see cref="SessionDescription.DirectionOf"/> adds the session's.</summary>
    public Direction? Direction => Attributes.FindDirection();

    /// <summary>Preferred milliseconds of audio a packet (RFC 8866 6.4); null when absent or no whole number.</summary>
    public int? PtimeMs => Attributes.FindNumber("ptime");

    /// <summary>Most milliseconds of audio a packet (RFC 8866 6.5); null when absent or no whole number.</summary>
    public int? MaxPtimeMs => Attributes.FindNumber("maxptime");

    /// <summary>RTP and RTCP on one port (RFC 5761 5.1.1).</summary>
    public bool RtcpMux => Attributes.Has("rtcp-mux");

    /// <summary>Port and, where it differs, address for RTCP (RFC 3605 2.1); null when absent or malformed.</summary>
    public RtcpTarget? Rtcp => RtcpTarget.TryParse(Attributes.Find("rtcp"), out var target) ? target : null;

    /// <summary>Payload types in the order of preference, those without a known encoding left out (RFC 3551 6, RFC 4855 3).</summary>
    public ImmutableArray<SdpCodec> ReadCodecs() => CodecReader.Read(this);

    public bool HasPayloadType(int payloadType)
    {
        foreach (var format in Formats)
            if (int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == payloadType) return true;
        return false;
    }

    public bool Equals(MediaDescription? other) =>
        other is not null && Kind == other.Kind && Port == other.Port && PortCount == other.PortCount && Protocol == other.Protocol
        && Formats.SequenceEqual(other.Formats) && Connections.SequenceEqual(other.Connections) && Bandwidths.SequenceEqual(other.Bandwidths)
        && OtherLines.SequenceEqual(other.OtherLines) && Attributes.SequenceEqual(other.Attributes);

    public override int GetHashCode() => HashCode.Combine(Kind, Port, Protocol, Formats.Length, Attributes.Length);
}
