using System.Collections.Immutable;

namespace Telephony.Sdp.Descriptions;

/// <summary>
/// A session description (RFC 8866 5), immutable. Text is kept octet for octet: each char is one octet of the wire (Latin-1), so what is
/// passed through leaves as it came. Equality compares content, in order.
/// </summary>
public sealed record SessionDescription
{
    public required Origin Origin { get; init; }

    /// <summary>The <c>s=</c> line: <c>-</c> where nobody reads it.</summary>
    public string Name { get; init; } = "-";

    /// <summary>Where media goes unless a media section says otherwise; null when every section names its own.</summary>
    public Connection? Connection { get; init; }

    public ImmutableArray<Bandwidth> Bandwidths { get; init; } = [];

    /// <summary>The first <c>t=</c> line; (0, 0) for a session without bounds, as in every call.</summary>
    public Timing Timing { get; init; }

    /// <summary>Lines without meaning for a call, in order of arrival: i, u, e, p, further t, r, z, k.</summary>
    public ImmutableArray<SdpLine> OtherLines { get; init; } = [];

    public ImmutableArray<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>The media sections. Their number and order are part of the protocol: a section never vanishes (RFC 3264 8).</summary>
    public ImmutableArray<MediaDescription> Media { get; init; } = [];

    /// <summary>The connection that holds for a section: its own first one, else the session's; null when there is none.</summary>
    public Connection? ConnectionOf(MediaDescription media) => media.Connections.Length > 0 ? media.Connections[0] : Connection;

    /// <summary>The direction that holds for a section: its own, else the session's, else sendrecv (RFC 8866 6.7).</summary>
    public Direction DirectionOf(MediaDescription media) => media.Direction ?? Attributes.FindDirection() ?? Direction.SendRecv;

    public bool Equals(SessionDescription? other) =>
        other is not null && Origin == other.Origin && SameContent(other);

    /// <summary>Equal in everything but the <c>o=</c> line: nothing that the peer would have to act upon differs.</summary>
    public bool SameContent(SessionDescription other) =>
        Name == other.Name && Connection == other.Connection && Timing == other.Timing
        && Bandwidths.SequenceEqual(other.Bandwidths) && OtherLines.SequenceEqual(other.OtherLines)
        && Attributes.SequenceEqual(other.Attributes) && Media.SequenceEqual(other.Media);

    public override int GetHashCode() => HashCode.Combine(Origin, Name, Connection, Media.Length, Attributes.Length);
}
