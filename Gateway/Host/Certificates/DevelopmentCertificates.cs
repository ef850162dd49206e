using Microsoft.Extensions.Logging;
using Telephony.Host.Settings;

namespace Telephony.Host.Certificates;

/// <summary>Sees to it that a gateway without a certificate of its own has one of the development authority, with the names it goes by.</summary>
internal sealed class DevelopmentCertificates
{
    private readonly GatewaySettings _settings;
    private readonly ILogger _logger;
    private readonly Func<IEnumerable<string>> _more;
    private readonly List<string?> _usual;

    private DevelopmentCertificates(GatewaySettings settings, TimeProvider clock, ILogger logger, Func<IEnumerable<string>> more)
    {
        (_settings, _logger, _more) = (settings, logger, more);
        Authority = new DevelopmentAuthority(settings.CertificateFolder, clock);
        _usual = [settings.Calls.Domain, settings.SipAdvertised.V4, settings.SipAdvertised.V6, "localhost", "127.0.0.1", "::1"];
        _usual.AddRange(settings.Listen.Where(static l => !l.Local.IsAny).Select(static l => l.Local.ToIPAddress().ToString()));
    }

    public DevelopmentAuthority Authority { get; }

    /// <summary>Null when the gateway has a certificate.</summary>
    /// <param name="more">Names it goes by beside those of its settings, such as those of resources; asked for each time.</param>
    public static DevelopmentCertificates? For(GatewaySettings settings, TimeProvider clock, ILogger logger, Func<IEnumerable<string>>? more = null) =>
        settings.Certificate is null ? new DevelopmentCertificates(settings, clock, logger, more ?? (static () => [])) : null;

    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Ensure()
    {
        Authority.Ensure();
        string[] names = [.. _usual.Concat(_more()).Where(static n => !string.IsNullOrEmpty(n)).Select(static n => n!.Trim('[', ']')).Distinct(StringComparer.OrdinalIgnoreCase)];   // the empty ones are gone
        if (Authority.EnsureGateway(names, _settings.CertificateWarning)) _logger.Made(Authority.CertificateFile, string.Join(", ", names));
    }
}
