using Microsoft.Extensions.Logging;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Trunks;

namespace Telephony.Host.Certificates;

/// <summary>
/// Looks at the files of our certificates every few seconds, and at the age of all certificates, ours and those that trunks have shown (DR-5): says once when one
/// is about to end, has ended, or is good again.
/// </summary>
/// <param name="onRenewed">Our certificates have changed: connections that show old ones have to end.</param>
internal sealed class CertificateWatch(
    CertificateStore store, DevelopmentCertificates? development, TrunkBoard board, CatalogueHolder catalogue, string folder, TimeSpan warning, Action onRenewed, TimeProvider clock, ILogger logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, CertificateStatus> _said = new(StringComparer.Ordinal);
    private string _complaint = "";
    private TrunkCatalogue? _looked;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Every, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal void Look()
    {
        Renew();
        if (catalogue.Current is var now && !ReferenceEquals(now, _looked)) Warn(_looked = now);
        foreach (var own in store.All) Age($"ours \"{own.Name}\"", own.Facts.Ends, own.Facts.Subject);
        foreach (var trunk in catalogue.Current.Trunks)
        {
            if (board.CertificateOf(trunk.Id).Last is { } seen) Age($"trunk {trunk.Id}", seen.Ends, seen.Subject);
        }
    }

    private void Renew()
    {
        try
        {
            development?.Ensure();
            if (store.Reload())
            {
                logger.Renewed(string.Join(", ", store.All.Select(static own => $"{own.Name} until {own.Facts.Ends:u}")));
                onRenewed();
            }
            _complaint = "";
        }
        catch (Exception broken) when (broken is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // Said once: the files of a renewal do not all change at the same moment.
            if (_complaint != broken.Message) logger.NotTaken(broken.Message);
            _complaint = broken.Message;
        }
    }

    private void Warn(TrunkCatalogue now)
    {
        foreach (var trunk in now.Trunks.Where(static t => t.Transport == SignallingTransport.Tls))
        {
            if (trunk.Tls.Verify == TlsVerify.Off) logger.Unverified(trunk.Id.Value);
            if (store.Find(trunk.Tls.ClientCertificate) is null && trunk.Tls.ClientCertificate.Length > 0) logger.NoIdentity(trunk.Id.Value, trunk.Tls.ClientCertificate, folder);
        }
    }

    private void Age(string owner, DateTimeOffset ends, string subject)
    {
        var status = CertificateStatuses.Of(ends, clock.GetUtcNow(), warning);
        var before = _said.GetValueOrDefault(owner, CertificateStatus.Ok);
        _said[owner] = status;
        if (status == before) return;
        if (status == CertificateStatus.CertExpiring) logger.Expiring(owner, ends, subject);
        else if (status == CertificateStatus.CertExpired) logger.Expired(owner, ends, subject);
        else logger.GoodAgain(owner, ends, subject);
    }
}
