using System.Collections.Immutable;
using System.Net;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>
/// The T.38 stream of a description, where there is one in use: <c>m=image 4000 udptl t38</c>. A call has sound or fax, never both: an image section in use
/// decides a session change, and the audio beside it is switched off.
/// </summary>
internal readonly record struct ImageStream(int Index, MediaDescription Media, Connection Connection)
{
    public FaxTerms Terms => FaxTerms.Of(Media);

    public static bool Is(MediaDescription media) =>
        media.Kind.Equals("image", StringComparison.OrdinalIgnoreCase) && media.Protocol.Equals("udptl", StringComparison.OrdinalIgnoreCase)
        && media.Formats.Any(static format => format.Equals("t38", StringComparison.OrdinalIgnoreCase));

    /// <summary>True when the description asks for T.38. In a first offer audio goes first: a caller that can do both begins with sound.</summary>
    public static bool TryFind(SessionDescription description, bool first, out ImageStream stream)
    {
        stream = default;
        if (first && description.Media.Any(static media => media.IsAudio && !media.IsRefused)) return false;
        for (var index = 0; index < description.Media.Length; index++)
        {
            if (TryUse(description, index, out stream)) return true;
        }
        return false;
    }

    public static bool TryUse(SessionDescription description, int index, out ImageStream stream)
    {
        stream = default;
        var media = description.Media[index];
        if (!Is(media) || media.IsRefused || description.ConnectionOf(media) is not { } connection || !IPAddress.TryParse(connection.Address, out _)) return false;
        stream = new ImageStream(index, media, connection);
        return true;
    }

    public MediaPlan Plan() => new()
    {
        RemoteAddress = Connection.Address,
        RemotePort = Media.Port,
        RemoteRtcpAddress = Connection.Address,
        RemoteRtcpPort = 0,
        RtcpMux = false,
        Sends = !Connection.IsZero,
        Receives = true,
        HeldByPeer = Connection.IsZero,
        Codecs = ImmutableArray<AgreedCodec>.Empty,
        Fax = Terms,
    };

    /// <summary>Our own section: the terms of the other side at our address.</summary>
    public static MediaDescription Section(AudioLocal local, FaxTerms terms) => new()
    {
        Kind = "image",
        Port = local.RtpPort,
        Protocol = terms.Protocol,
        Formats = ["t38"],
        Attributes = terms.Within(local.Codecs.FaxBitRate).Attributes,
    };

    /// <summary>
    /// Where the section goes in our next offer: where one was before; in place of the only audio when the peer has done the same (RFC 3264 8.3.3: the same call
    /// in another form); else behind all others.
    /// </summary>
    public static int PlaceOf(SessionDescription other, SessionDescription? previous)
    {
        if (previous is null) return 0;
        for (var index = 0; index < previous.Media.Length; index++)
        {
            if (Is(previous.Media[index])) return index;
        }
        return other.Media.Any(static media => media.IsAudio) ? previous.Media.Length : Offers.PlaceOfAudio(previous);
    }
}
