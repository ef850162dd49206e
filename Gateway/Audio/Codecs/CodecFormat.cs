namespace Telephony.Audio.Codecs;

/// <summary>A codec as a session description names it.</summary>
/// <param name="Name">Encoding name of a=rtpmap; upper or lower case.</param>
/// <param name="ClockHz">RTP clock of a=rtpmap: 8000 for G.722 though it samples at 16 000 (RFC 3551 4.5.2), 48 000 for Opus whatever it samples (RFC 7587 4.1).</param>
/// <param name="Channels">As in a=rtpmap: 2 for Opus always. Audio here is mono; a second channel is mixed in or left out.</param>
/// <param name="Parameters">The text of a=fmtp behind the payload type. For an encoder the receiver's wishes (the remote description), for a decoder one's own.</param>
public sealed record CodecFormat(string Name, int ClockHz, int Channels = 1, string? Parameters = null);
