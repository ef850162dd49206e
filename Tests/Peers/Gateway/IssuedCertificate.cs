namespace Telephony.Peers.Gateway;

/// <summary>What <c>telephony certs issue</c> has written: PEM files.</summary>
public sealed record IssuedCertificate(string CertificateFile, string KeyFile, string AuthorityFile)
{
    /// <summary>Copies them under the names that an example's <c>tls.cfg</c> wants.</summary>
    public void CopyTo(string folder, string certificate, string key, string authority)
    {
        File.Copy(CertificateFile, Path.Combine(folder, certificate), overwrite: true);
        File.Copy(KeyFile, Path.Combine(folder, key), overwrite: true);
        File.Copy(AuthorityFile, Path.Combine(folder, authority), overwrite: true);
    }
}
