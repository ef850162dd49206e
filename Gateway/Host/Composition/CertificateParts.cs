using Microsoft.Extensions.Logging;
using Telephony.Calls.Shards;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Trunks;
using Telephony.Host.Certificates;
using Telephony.Host.Settings;

namespace Telephony.Host.Composition;

/// <summary>Our certificates and those we trust: opened at the start, made where there is a development authority, watched while the gateway runs.</summary>
internal sealed class CertificateParts
{
    private readonly GatewaySettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly DevelopmentCertificates? _development;

    private CertificateParts(GatewaySettings settings, TimeProvider clock, ILogger log, DevelopmentCertificates? development, CertificateStore store) =>
        (_settings, _clock, _log, _development, Store) = (settings, clock, log, development, store);

    public CertificateStore Store { get; }

    /// <param name="resourceHosts">Names of the web server that its certificate must carry.</param>
    /// <exception cref="StartException">The folder cannot be written.</exception>
    public static CertificateParts Open(GatewaySettings settings, ILoggerFactory loggers, TimeProvider clock, Func<IEnumerable<string>> resourceHosts)
    {
        var log = loggers.CreateLogger("Telephony.Certificates");
        try
        {
            var development = DevelopmentCertificates.For(settings, clock, log, resourceHosts);
            development?.Ensure();
            return new CertificateParts(settings, clock, log, development, CertificateStore.Open(settings, clock));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The certificates of the development authority cannot be kept in {settings.CertificateFolder}: {failure.Message}", failure);
        }
    }

    /// <summary>Takes renewed certificates into use until stopped: TLS connections made with a former one are closed once no call needs them.</summary>
    public Task WatchAsync(TrunkBoard trunks, CatalogueHolder catalogue, IReadOnlyList<CallShard> shards, CancellationToken stop)
    {
        return new CertificateWatch(Store, _development, trunks, catalogue, _settings.CertificateFolder, _settings.CertificateWarning, DrainStale, _clock, _log).RunAsync(stop);

        void DrainStale()
        {
            foreach (var shard in shards)
                shard.Loop.Post(static state =>
                {
                    var (owner, store) = ((CallShard, CertificateStore))state!;
                    owner.UserAgent.Transports.DrainStale(store.IsCurrent);
                }, (shard, Store));
        }
    }
}
