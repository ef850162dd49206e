using Microsoft.Extensions.Logging;
using Telephony.Host.Settings;

namespace Telephony.Host.Certificates;

/// <summary>Sees to it that a gateway without a certificate of its own has one of the development authority, with the names it goes by.</summary>
internal sealed class DevelopmentCertificates
{
    private readonly GatewaySettings _settings;
    private readonly ILogger _logger;
    private readonly string[] _names;

    private DevelopmentCertificates(GatewaySettings settings, TimeProvider clock, ILogger logger)
    {
        (_settings, _logger) = (settings, logger);
        Authority = new DevelopmentAuthority(settings.CertificateFolder, clock);
        var names = new List<string?> { settings.Calls.Domain, settings.SipAdvertised.V4, settings.SipAdvertised.V6, "localhost", "127.0.0.1", "::1" };
        names.AddRange(settings.Listen.Where(static l => !l.Local.IsAny).Select(static l => l.Local.ToIPAddress().ToString()));
        _names = [.. names.Where(static n => !string.IsNullOrEmpty(n)).Select(static n => n!.Trim('[', ']')).Distinct(StringComparer.OrdinalIgnoreCase)];   // the empty ones are gone
    }

    public DevelopmentAuthority Authority { get; }

    /// <summary>Null when the gateway has a certificate.</summary>
    public static DevelopmentCertificates? For(GatewaySettings settings, TimeProvider clock, ILogger logger) =>
        settings.Certificate is null ? new DevelopmentCertificates(settings, clock, logger) : null;

    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Ensure()
    {
        Authority.Ensure();
        if (Authority.EnsureGateway(_names, _settings.CertificateWarning)) _logger.Made(Authority.CertificateFile, string.Join(", ", _names));
    }
}
