using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Xunit;

namespace Telephony.Interop.Calls;

/// <summary>A trunk's certificate near its end is said so, from what its server shows on our connection (DR-5, acceptance 3).</summary>
public sealed class CertificateAges
{
    [Fact]
    public async Task A_certificate_with_29_days_left_is_said_to_be_expiring()
    {
        await using var field = new Field();
        var shown = Certificates.Make(field.Work, "far.example", days: 29);
        var far = await field.KamailioAsync(KamailioRoutes.Unavailable, shown);
        var gateway = await field.GatewayAsync(new GatewaySetup { Tls = shown }
            .Trunk("far.example", trunk => trunk.At($"127.0.0.1:{far.TlsPort}").From("127.0.0.1").With("transport", "tls").With("options.off", false).With("options.interval", 1)));
        await gateway.Process.SaysAsync("certExpiring: the certificate of trunk far.example", TimeSpan.FromSeconds(20));
    }
}
