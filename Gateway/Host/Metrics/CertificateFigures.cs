using System.Diagnostics.Metrics;
using Telephony.Host.Composition;

namespace Telephony.Host.Metrics;

/// <summary>How long certificates still hold (DR-5).</summary>
internal static class CertificateFigures
{
    public static IEnumerable<Measurement<double>> Remaining(GatewayNode node)
    {
        var now = node.Now;
        foreach (var own in node.Certificates!.All)   // the node has started
            yield return Of("own", own.Name, own.Facts.Ends);
        foreach (var trunk in node.Catalogue.Current.Trunks)
        {
            if (node.Trunks!.CertificateOf(trunk.Id).Last is { } seen) yield return Of("trunk", trunk.Id.Value, seen.Ends);
        }

        Measurement<double> Of(string owner, string name, DateTimeOffset ends) =>
            new((ends - now).TotalSeconds, new KeyValuePair<string, object?>("owner", owner), new KeyValuePair<string, object?>("name", name));
    }
}
