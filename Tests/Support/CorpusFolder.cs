namespace Telephony.Support;

/// <summary>Files of the corpus that lies beside the tests.</summary>
public static class CorpusFolder
{
    public static string File(string folder, string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "Tests", "Corpus", folder, name);
            if (System.IO.File.Exists(path)) return path;
        }
        throw new FileNotFoundException($"Tests/Corpus/{folder}/{name} is missing.");
    }
}
