using Telephony.Peers.Agents;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Gateway;

/// <summary>What <c>telephony certs issue</c> has written: PEM files.</summary>
public sealed record IssuedCertificate(string CertificateFile, string KeyFile, string AuthorityFile)
{
    /// <summary>As phones want them, with certificate and key in one file, too.</summary>
    public Certificates ToCertificates(WorkFolder work) =>
        new(AuthorityFile, CertificateFile, KeyFile, work.Write(Path.GetFileName(CertificateFile) + ".both", File.ReadAllText(CertificateFile) + File.ReadAllText(KeyFile)));

    /// <summary>Copies them under the names that an example's <c>tls.cfg</c> wants.</summary>
    public void CopyTo(string folder, string certificate, string key, string authority)
    {
        File.Copy(CertificateFile, Path.Combine(folder, certificate), overwrite: true);
        File.Copy(KeyFile, Path.Combine(folder, key), overwrite: true);
        File.Copy(AuthorityFile, Path.Combine(folder, authority), overwrite: true);
    }
}
