using Telephony.Net.Addresses;

namespace Telephony.Rtp.Media;

/// <summary>What has to be known of a leg before its peer is.</summary>
/// <param name="LocalAddress">One of <see cref="MediaOptions.Addresses"/>, its port ignored; none takes the first.</param>
/// <param name="RtcpMux">One port for RTP and RTCP: when we answer an offer with <c>a=rtcp-mux</c>. Without it a pair is opened.</param>
public readonly record struct MediaLegOptions(NetEndpoint LocalAddress = default, bool RtcpMux = false);
