using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telephony.Host.Settings;
using Telephony.Net.Tls;

namespace Telephony.Host.Certificates;

/// <summary>
/// Our certificates and the authorities we trust, as their files say now. A new version is loaded aside and swapped whole; a broken one is refused and the old
/// one stays. Safe from any thread.
/// </summary>
internal sealed class CertificateStore
{
    private readonly GatewaySettings _settings;
    private readonly TimeProvider _clock;
    private Snapshot _current;

    private CertificateStore(GatewaySettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _current = Load();
    }

    /// <summary>Whether it has no certificate of its own but those of the development authority.</summary>
    public bool IsDevelopment => _settings.Certificate is null;

    /// <summary>Shown where nothing else is asked for; null when there is none at all.</summary>
    public OwnCertificate? Usual => Current.Usual;

    public IReadOnlyList<OwnCertificate> All => Current.All;

    public CertificateCheck Check => Current.Check;

    private Snapshot Current => Volatile.Read(ref _current);

    /// <exception cref="InvalidOperationException">A file cannot be used; the message says which and why.</exception>
    public static CertificateStore Open(GatewaySettings settings, TimeProvider clock) => new(settings, clock);

    /// <summary>The certificate whose name is asked for (SNI): exactly, else by wildcard, else the usual one.</summary>
    public OwnCertificate? ForServerName(string serverName)
    {
        var current = Current;
        if (serverName.Length == 0 || CertificateName.Canonical(serverName) is not { } host) return current.Usual;
        if (current.Usual?.Facts.Names.Contains(host) == true) return current.Usual;
        return current.All.FirstOrDefault(own => own.Facts.Names.Contains(host))
            ?? (current.Usual?.Facts.Proves(host) == true ? current.Usual : current.All.FirstOrDefault(own => own.Facts.Proves(host)) ?? current.Usual);
    }

    /// <summary>Null: there is none of that name. An empty name is the usual one.</summary>
    public OwnCertificate? Find(string name) => name.Length == 0 ? Current.Usual : Current.All.FirstOrDefault(own => own.Name == name);

    public bool IsIdentity(string name, string thumbprint) => Find(name)?.Thumbprint == thumbprint;

    /// <summary>Whether a certificate that we have shown is still one of ours.</summary>
    public bool IsCurrent(string thumbprint)
    {
        var current = Current;
        return current.Usual?.Thumbprint == thumbprint || current.All.Any(own => own.Thumbprint == thumbprint);
    }

    /// <summary>Looks at the files again.</summary>
    /// <returns>Whether a certificate of ours has changed.</returns>
    /// <exception cref="InvalidOperationException">A changed file cannot be used; what was loaded before stays.</exception>
    public bool Reload()
    {
        var before = Current;
        if (StampsOf(_settings).SequenceEqual(before.Stamps)) return false;
        var next = Load();
        Volatile.Write(ref _current, next);
        return !next.All.Select(static own => own.Thumbprint).SequenceEqual(before.All.Select(static own => own.Thumbprint));
    }

    private Snapshot Load()
    {
        var stamps = StampsOf(_settings);
        var folder = _settings.CertificateFolder;
        var all = CertificateFolder.Names(folder).Select(name => OwnCertificate.Load(name, CertificateFolder.Pem(folder, name), CertificateFolder.Key(folder, name))).ToList();
        OwnCertificate? usual;
        if (_settings.Certificate is { } file)
        {
            usual = OwnCertificate.Load(Path.GetFileNameWithoutExtension(file), file, _settings.CertificateKey ?? file);
            all.RemoveAll(own => own.Thumbprint == usual.Thumbprint || (own.Name == CertificateFolder.Usual && usual.Name != own.Name));
            all.Insert(0, usual);
        }
        else usual = all.Find(static own => own.Name == CertificateFolder.Usual);
        var also = new X509Certificate2Collection();
        var development = CertificateFolder.Pem(folder, CertificateFolder.Authority);
        if (IsDevelopment && File.Exists(development)) Import(also, development);
        X509Certificate2Collection? trusted = null;
        if (_settings.CertificateAuthorities is { } authorities) Import(trusted = [], authorities);
        return new Snapshot(usual, all, new CertificateCheck(trusted, also, _clock), stamps);
    }

    private static void Import(X509Certificate2Collection into, string file)
    {
        try
        {
            into.ImportFromPemFile(file);
        }
        catch (Exception broken) when (broken is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The authorities in {file} cannot be used: {broken.Message}", broken);
        }
    }

    private static List<FileStamp> StampsOf(GatewaySettings settings)
    {
        var files = new List<string>();
        if (Directory.Exists(settings.CertificateFolder)) files.AddRange(Directory.EnumerateFiles(settings.CertificateFolder).Where(static f => Path.GetExtension(f) is ".pem" or ".key"));
        foreach (var file in new[] { settings.Certificate, settings.CertificateKey, settings.CertificateAuthorities })
        {
            if (file is not null) files.Add(file);
        }
        return [.. files.Distinct().Order(StringComparer.Ordinal).Select(FileStamp.Of)];
    }

    private sealed record Snapshot(OwnCertificate? Usual, IReadOnlyList<OwnCertificate> All, CertificateCheck Check, List<FileStamp> Stamps);

    /// <summary>Links are followed: certificate tools put the new file beside and turn the link.</summary>
    private readonly record struct FileStamp(string Path, DateTime Written, long Length)
    {
        public static FileStamp Of(string path)
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            return file.Exists ? new FileStamp(path, file.LastWriteTimeUtc, file.Length) : new FileStamp(path, default, -1);
        }
    }
}
