using Telephony.Peers.Load;

namespace Telephony.Benchmarks.Peers;

/// <summary>What a system has to do with the media of each call: the caller's side differs from the callee's, which is plain.</summary>
internal enum MediaTask
{
    /// <summary>G.711 both sides, as it comes.</summary>
    Relay,

    /// <summary>The caller speaks SRTP by SDES, AES_CM_128_HMAC_SHA1_80.</summary>
    CounterMode,

    /// <summary>The same with AEAD_AES_128_GCM.</summary>
    Gcm,

    /// <summary>G.711 on the caller's side, Opus on the callee's.</summary>
    Transcode,
}

internal static class MediaTasks
{
    public static LoadMedia Media(this MediaTask task) => task switch
    {
        MediaTask.CounterMode => LoadMedia.CounterMode,
        MediaTask.Gcm => LoadMedia.Gcm,
        MediaTask.Transcode => LoadMedia.MuLawToOpus,
        _ => LoadMedia.Plain,
    };

    public static string Text(this MediaTask task) => task switch
    {
        MediaTask.CounterMode => "SDES AES_CM_128_HMAC_SHA1_80 to RTP",
        MediaTask.Gcm => "SDES AEAD_AES_128_GCM to RTP",
        MediaTask.Transcode => "G.711 to Opus",
        _ => "relay",
    };
}
