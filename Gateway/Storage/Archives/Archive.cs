using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Archives;

/// <summary>A backup that has been read through and found whole: every checksum fits, nothing is missing, no name leads elsewhere.</summary>
public sealed partial class Archive : IDisposable
{
    private readonly ZipArchive _zip;

    private Archive(ZipArchive zip, ArchiveManifest manifest) => (_zip, Manifest) = (zip, manifest);

    internal ArchiveManifest Manifest { get; }

    public IEnumerable<string> FileNames => Manifest.Files.Select(static file => file.Name);

    public ArchiveContent Content => new([.. Manifest.Tables.Select(static table => (table.Name, table.Rows))], Manifest.Files.Count, Manifest.MadeAt);

    /// <exception cref="StorageException">It is none, damaged, or of a newer gateway.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Archive Open(string file)
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(File.OpenRead(file), ZipArchiveMode.Read);
            var manifest = ReadManifest(zip, file);
            foreach (var table in manifest.Tables) Check(zip, file, table.Entry, table.Bytes, table.Sha256);
            foreach (var archived in manifest.Files) Check(zip, file, archived.Entry, archived.Bytes, archived.Sha256);
            return new Archive(zip, manifest);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or JsonException or EndOfStreamException)
        {
            zip?.Dispose();
            throw Damaged(file, damaged.Message.TrimEnd('.'));
        }
        catch
        {
            zip?.Dispose();
            throw;
        }
    }

    public Stream OpenFile(string name) => Entry(_zip, "files/" + name) ?? throw new ArgumentException($"There is no file {name} in the archive.", nameof(name));

    public void Dispose() => _zip.Dispose();

    internal Stream OpenTable(ArchivedTable table) => Entry(_zip, table.Entry)!;        // it was read when the archive was opened

    private static ArchiveManifest ReadManifest(ZipArchive zip, string file)
    {
        using var entry = Entry(zip, ArchiveManifest.Entry) ?? throw new StorageException(StorageFault.Damaged, $"{file} is no backup of this gateway: it has no {ArchiveManifest.Entry}.");
        var manifest = JsonSerializer.Deserialize(entry, ArchiveJson.Default.ArchiveManifest) ?? throw Damaged(file, "its manifest is empty");
        if (manifest.Format > ArchiveManifest.CurrentFormat || manifest.Schema > Migrator.Newest)
        {
            throw new StorageException(StorageFault.Denied, $"{file} was made by a newer gateway ({manifest.Gateway}, tables at version {manifest.Schema}; this one knows {Migrator.Newest}): restore it with that one.");
        }

        if (manifest.Tables.FirstOrDefault(static table => !Word().IsMatch(table.Name) || !table.Columns.All(static column => Word().IsMatch(column))) is { } table) throw Damaged(file, $"\"{table.Name}\" is no table");
        if (manifest.Files.FirstOrDefault(static archived => !IsBelow(archived.Name)) is { } stray) throw Damaged(file, $"\"{stray.Name}\" leads out of the data directory");
        return manifest;
    }

    private static void Check(ZipArchive zip, string file, string name, long bytes, string sha256)
    {
        using var entry = new HashedStream(Entry(zip, name) ?? throw Damaged(file, $"{name} is missing"));
        entry.CopyTo(Stream.Null);
        if (entry.Bytes != bytes || entry.Sha256 != sha256) throw Damaged(file, $"{name} is not what was written");
    }

    private static Stream? Entry(ZipArchive zip, string name) => zip.GetEntry(name)?.Open();

    private static bool IsBelow(string name) =>
        name.Length > 0 && name[0] != '/' && !name.Contains('\\', StringComparison.Ordinal) && name.Split('/').All(static part => part is not ("" or "." or "..")) && !name.Contains('\0', StringComparison.Ordinal);

    private static StorageException Damaged(string file, string why) => new(StorageFault.Damaged, $"{file} is no whole backup ({why}): take another. Nothing was changed.");

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
