using Microsoft.Extensions.Time.Testing;
using Telephony.Host.Certificates;
using Telephony.Host.Settings;
using Telephony.Support.Network;
using Telephony.Support.Storage;

namespace Telephony.Unit.Host.Certificates;

/// <summary>A data directory with certificates in it, and settings that point there.</summary>
internal sealed class CertificateBench : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private int _written;
    private bool _trusts;

    public CertificateBench() => Directory.CreateDirectory(Path.Combine(_folder.Path, "sbc-config"));

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public string Folder => Path.Combine(_folder.Path, "data", "certs");

    public string File(string name) => Path.Combine(Folder, name);

    public void Trust(TestAuthority authority)
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.Path, "roots.pem"), authority.Root.ExportCertificatePem());
        _trusts = true;
    }

    /// <summary>A certificate of ours; the first name is the common one.</summary>
    public void Put(TestAuthority authority, string file, params string[] names)
    {
        Directory.CreateDirectory(Folder);
        using var certificate = authority.Issue(names[0], alternatives: names);
        authority.Write(certificate, File(file + ".pem"), File(file + ".key"));
        // Two writes within the resolution of the file system's clock are two versions all the same.
        System.IO.File.SetLastWriteTimeUtc(File(file + ".pem"), DateTime.UnixEpoch.AddDays(++_written));
    }

    public GatewaySettings Settings()
    {
        var sip = _trusts ? "\"CertificateAuthorities\": \"roots.pem\", " : "";
        var path = _folder.File("appsettings.json");
        System.IO.File.WriteAllText(path, $$"""{ "Telephony": { "Sip": { {{sip}}"Listen": ["tls:127.0.0.1:5061"], "Domain": "gw.example" } } }""");
        return SettingsReader.Read(SettingsSource.Open(path, out _)!, out var mistakes, out _) ?? throw new InvalidOperationException(string.Join('\n', mistakes));
    }

    public CertificateStore Store() => CertificateStore.Open(Settings(), Clock);

    public TlsHandshakes Handshakes() => new(Store());

    public void Dispose() => _folder.Dispose();
}
