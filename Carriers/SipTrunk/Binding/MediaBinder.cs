using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>The parts of a trunk file that are about what its media carries.</summary>
internal static class MediaBinder
{
    public static DtmfMode Dtmf(ConfigSection dtmf) => dtmf.Text("mode") switch
    {
        "rfc4733" => DtmfMode.Rfc4733,
        "info" => DtmfMode.Info,
        "inband" => DtmfMode.Inband,
        _ => DtmfMode.Auto,
    };

    public static FaxPolicy Fax(ConfigSection fax) => new()
    {
        T38 = fax.Text("t38") == "off" ? T38Mode.Off : T38Mode.Pass,
        MaxBitRate = fax.Whole("maxBitRate") ?? FaxPolicy.Usual.MaxBitRate,
    };
}
