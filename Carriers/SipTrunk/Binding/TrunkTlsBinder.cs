using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>Reads a trunk's <c>tls</c>.</summary>
internal static class TrunkTlsBinder
{
    private const string PinPrefix = "sha256/";

    public static TrunkTls Bind(ConfigSection tls)
    {
        var verify = tls.Text("verify") switch
        {
            "pin" => TlsVerify.Pin,
            "off" => TlsVerify.Off,
            _ => TlsVerify.Verify,
        };
        var pins = (tls.Texts("pins") ?? []).Select(static pin => pin.Value.StartsWith(PinPrefix, StringComparison.Ordinal) ? pin.Value[PinPrefix.Length..] : pin.Value).ToArray();
        if (verify == TlsVerify.Pin && pins.Length == 0) tls.Wrong("verify", "\"pin\"", "pins must name at least one key then; \"telephony certs show FILE\" prints the pin of a certificate");
        if (verify != TlsVerify.Pin && pins.Length > 0) tls.Wrong("pins", $"{pins.Length} keys", "they count with \"verify\": \"pin\" only");
        return new TrunkTls { OnlyTls13 = tls.Text("minimum") == "1.3", ClientCertificate = tls.Text("clientCertificate") ?? "", Verify = verify, Pins = pins };
    }
}
