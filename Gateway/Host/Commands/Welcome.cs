using Telephony.Host.Certificates;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Host.Web;
using Telephony.Sip.Transports;

namespace Telephony.Host.Commands;

/// <summary>What a start prints: where it listens, and how to place the first call.</summary>
internal static class Welcome
{
    public static void Write(TextWriter output, GatewaySettings settings, GatewayNode node, IEnumerable<string> urls)
    {
        output.WriteLine();
        output.WriteLine("Telephony is running.");
        output.WriteLine($"  SIP       {string.Join("  ", node.Calls!.Shards[0].UserAgent.Transports.ListenPoints.Select(static p => $"{p.Kind.ToString().ToLowerInvariant()}:{p.Local}"))}");
        output.WriteLine($"  Media     {string.Join(", ", settings.MediaAddresses.Select(static a => a.ToIPAddress().ToString()))} ports {settings.MediaPorts}");
        string[] operators = settings.OperatorUrls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] served = [.. urls.Where(url => !operators.Contains(url.TrimEnd('/'), StringComparer.OrdinalIgnoreCase))];
        output.WriteLine($"  HTTP      {string.Join("  ", served)}  (API, /health/ready{(operators.Length == 0 ? ", /status, /metrics" : "")})");
        if (operators.Length > 0) output.WriteLine($"  Operator  {string.Join("  ", operators)}  (/health/ready, /status, /metrics)");
        WriteApi(output, settings, served);
        WriteTls(output, settings, node);
        output.WriteLine($"  Trunks    {node.Catalogue.Current.Trunks.Count} in {settings.SbcConfig}");
        output.WriteLine($"  Numbers   {node.Numbers.Current.Records.Count} in {settings.DataDirectory}");
        if (settings.Listen.FirstOrDefault(static l => l.Kind == SipTransportKind.Udp) is { Local.Port: > 0 } udp && udp.Local.IsLoopback)
        {
            output.WriteLine();
            output.WriteLine("First call, from this machine; with a softphone you hear yourself:");
            output.WriteLine($"  baresip -f docs/first-call/baresip -e '/dial sip:{DemoNumbers.Echo}@{udp.Local}'");
            output.WriteLine($"  sipp -sn uac -m 1 -d 3000 -i {udp.Local.ToIPAddress()} -s {DemoNumbers.Echo} {udp.Local}");
            output.WriteLine($"Call flows (docs/flows.md): {DemoNumbers.Reception} is a reception, {DemoNumbers.Queue} a support queue, {DemoNumbers.Mailbox} a mailbox. They ring who registers as anna or ben (sbc-config/trunks/phones.json).");
            output.WriteLine("What became of it:  ./run.sh calls    ./run.sh call ID");
        }
        output.WriteLine();
        output.WriteLine("Stop with Ctrl-C: running calls may finish first.");
        output.Flush();
    }

    // Never the key itself: what is printed here ends in logs.
    private static void WriteApi(TextWriter output, GatewaySettings settings, string[] urls)
    {
        if (urls.Length == 0) return;
        output.WriteLine($"  API       endpoint={PublicEndpoint.Of(urls)};accesskey=…  (the key: ./run.sh keys show)");
        if (settings.Certificate is null) output.WriteLine($"            a client trusts it by NODE_EXTRA_CA_CERTS={CertificateFolder.Pem(settings.CertificateFolder, CertificateFolder.Authority)}");
    }

    private static void WriteTls(TextWriter output, GatewaySettings settings, GatewayNode node)
    {
        if (node.Certificates is not { Usual: { } usual } store || !settings.Listen.Any(static l => l.Kind == SipTransportKind.Tls)) return;
        output.WriteLine($"  TLS       {usual.File} for {string.Join(", ", usual.Facts.Names)}, until {usual.Facts.Ends:yyyy-MM-dd}");
        if (store.IsDevelopment) output.WriteLine($"            of the development authority: a peer trusts it by loading {Path.Combine(settings.CertificateFolder, "ca.pem")}; \"telephony certs issue NAME\" makes one for the peer");
    }
}
