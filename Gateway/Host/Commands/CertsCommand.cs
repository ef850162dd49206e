using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telephony.Host.Certificates;
using Telephony.Host.Settings;
using Telephony.Net.Tls;

namespace Telephony.Host.Commands;

/// <summary><c>telephony certs</c>: what certificates there are, and new ones of the development authority for SBCs and phones.</summary>
internal static class CertsCommand
{
    /// <summary>All of ours, or those of one file.</summary>
    public static int Show(string? config, string? file, TextWriter output)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        try
        {
            if (file is not null) return ShowFile(File.Exists(file) ? file : CertificateFolder.Pem(settings.CertificateFolder, file), output);
            var authority = CertificateFolder.Pem(settings.CertificateFolder, CertificateFolder.Authority);
            if (File.Exists(authority)) ShowFile(authority, output);
            foreach (var own in CertificateStore.Open(settings, TimeProvider.System).All) ShowFile(own.File, output);
            var issued = Path.Combine(settings.CertificateFolder, CertificateFolder.Issued);
            if (Directory.Exists(issued)) foreach (var other in Directory.EnumerateFiles(issued, "*.pem").Order(StringComparer.Ordinal)) ShowFile(other, output);
            return ExitCodes.Good;
        }
        catch (Exception broken) when (broken is CryptographicException or InvalidOperationException)
        {
            output.WriteLine(broken.Message);
            return ExitCodes.Refused;
        }
    }

    /// <param name="names">Host names, wildcards, addresses; the first is also the name of the file.</param>
    /// <param name="own">For the gateway to show, instead of for a peer.</param>
    public static int Issue(string? config, IReadOnlyList<string> names, bool own, string? folder, TextWriter output)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        if (names.FirstOrDefault(static n => CertificateName.Canonical(n) is null) is { } wrong)
        {
            output.WriteLine($"\"{wrong}\" is no host name, wildcard such as *.sbc.example, or IP address.");
            return ExitCodes.Refused;
        }
        var file = names[0].Replace("*", "_", StringComparison.Ordinal).Replace(':', '-').Trim('[', ']');
        if (own && file is CertificateFolder.Authority or CertificateFolder.Usual)
        {
            output.WriteLine($"{file}.pem has a meaning of its own; name another host first.");
            return ExitCodes.Refused;
        }
        var into = folder ?? (own ? settings.CertificateFolder : Path.Combine(settings.CertificateFolder, CertificateFolder.Issued));
        var authority = new DevelopmentAuthority(settings.CertificateFolder, TimeProvider.System);
        authority.Ensure();
        authority.Issue(into, file, names);
        output.WriteLine($"Certificate  {CertificateFolder.Pem(into, file)}   (with its chain)");
        output.WriteLine($"Key          {CertificateFolder.Key(into, file)}");
        output.WriteLine($"Authority    {authority.CertificateFile}");
        if (own) output.WriteLine($"In a trunk   \"tls\": {{ \"clientCertificate\": \"{file}\" }}");
        return ShowFile(CertificateFolder.Pem(into, file), output);
    }

    private static int ShowFile(string file, TextWriter output)
    {
        if (!File.Exists(file))
        {
            output.WriteLine($"There is no {file}.");
            return ExitCodes.Refused;
        }
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        var facts = PeerCertificate.Read(certificate);
        output.WriteLine(file);
        output.WriteLine($"  subject  {facts.Subject}");
        output.WriteLine($"  issuer   {facts.Issuer}");
        output.WriteLine($"  names    {string.Join(", ", facts.Names)}");
        output.WriteLine($"  valid    {facts.Begins:u} to {facts.Ends:u}");
        output.WriteLine($"  SHA-256  {certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
        output.WriteLine($"  pin      sha256/{facts.KeyPin}");
        return ExitCodes.Good;
    }
}
