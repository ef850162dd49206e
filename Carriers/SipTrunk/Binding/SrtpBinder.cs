using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>Encryption of a trunk's media: what the file does not say follows from the transport.</summary>
internal static class SrtpBinder
{
    public static SrtpPreferences Bind(ConfigSection srtp, SignallingTransport transport)
    {
        var usual = SrtpPreferences.UsualOf(transport);
        var suites = srtp.Texts("suites")?.Select(static suite => suite.Value).Distinct(StringComparer.Ordinal).ToArray();
        var policy = srtp.Text("policy") switch
        {
            "require" => SrtpPolicy.Require,
            "prefer" => SrtpPolicy.Prefer,
            "off" => SrtpPolicy.Off,
            _ => usual.Policy,
        };
        return new SrtpPreferences(policy) { Suites = suites is { Length: > 0 } ? suites : usual.Suites };
    }
}
