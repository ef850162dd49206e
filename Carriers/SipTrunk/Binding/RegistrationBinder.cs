using Telephony.Domain.Addresses;
using Telephony.Domain.Registration;

namespace Telephony.SipTrunk.Binding;

/// <summary>Reads <c>auth.registration</c>.</summary>
internal static class RegistrationBinder
{
    public static TrunkRegistration? Bind(ConfigSection section, SecretReader secrets)
    {
        var (user, written, registrar) = (section.Text("user"), section.Text("password"), Place(section, "registrar"));
        var (authUser, realm, domain) = (section.Text("authUser"), section.Text("realm"), section.Text("domain"));
        var (expires, outbound, everyNode) = (section.Seconds("expires", TrunkRegistration.UsualExpires), section.Flag("outbound", true), section.Flag("everyNode", false));
        TimeSpan? keepAlive = section.Number("keepAlive") is { } seconds and >= 0 ? TimeSpan.FromSeconds(seconds) : null;
        if (user is null || written is null || registrar is null) return null;
        if (!secrets.TryRead(written, out var password, out var why)) section.Wrong("password", "a reference", why);
        if (domain is not null && !HostPort.TryParse(domain, out _)) section.Wrong("domain", $"\"{domain}\"", "allowed is a host name or an IP address");
        return new TrunkRegistration(registrar, user, password) { AuthUser = authUser, Realm = realm, Domain = domain, Expires = expires, KeepAlive = keepAlive, Outbound = outbound, EveryNode = everyNode };
    }

    /// <summary>A host with or without port; null when the field is absent or wrong (then reported).</summary>
    public static HostPort? Place(ConfigSection section, string name)
    {
        if (section.Text(name) is not { } text) return null;
        if (HostPort.TryParse(text, out var place)) return place;
        section.Wrong(name, $"\"{text}\"", "allowed are host:port, a host name, or an IP address, with a port of 1 to 65535");
        return null;
    }
}
