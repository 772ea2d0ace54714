"""Fanzha (反诈) turns front-matter Markdown posts into an anti-fraud awareness site.

The five-minute map, in import order (each module uses only those above it; `tests/test_layers.py` keeps that):

    patterns      regular expressions, compiled when they are first used
    private_data  numbers that belong to a person, found and masked
    problems      what an editor got wrong, as values: place, severity, words, hint
    severities    which problems the config makes graver, milder or silent
    system_problems  what the operating system refuses, in words
    decoding      bytes -> text: UTF-8 and what is written instead of it
    yaml_problems  what is wrong with YAML, in words
    yaml_tree     the nodes of a YAML text, each with its place
    yaml_parser   YAML, for front matter and config -> nodes
    folders       walks folders: which files are an editor's own
    github_pages  what GitHub Pages does with a repository: addresses, limits
    jekyll        what lies where in a Jekyll blog
    misplaced     posts and a config that lie where nobody reads them
    texts         one text file, decoded
    sources       reads the source folder
    dates         moments as editors and existing blogs type them
    slugs         names in addresses, on disk and in HTML
    permalinks    a post's address, in Jekyll's styles
    key_names     what editors type for a key, and how it is written
    keys          what a key of front matter or config may hold
    defaults      front matter that the config sets for many posts
    secrets       settings that nobody but their owner should see
    tables        settings that are lists or tables: friends, hotlines, header pictures
    config        the site's settings (KEYS)
    images        sizes of pictures, and finding the one that a post means
    dialect/      a post's text -> HTML: one construct, one module (CONSTRUCTS)
    front_matter  what a post says of itself (KEYS)
    address_problems  what is wrong with an address, in words
    bodies        a post's text with the values and pictures that it uses
    post_problems  what is wrong with a post's date, name, title, tags, layout, in words
    posts         a source -> a draft -> a post
    tag_names     what is odd about a new post's tags
    scaffold      what a new post begins with
    taxonomy      tags
    site          order, neighbours, years, pagination
    interface     every word of the pages that is not the editors' own (WORDS)
    views         what pages show, as values
    planner       links, frame, entries: what all page kinds use
    published_paths  paths of the site that cannot both be there
    page_problems  what is wrong with a page's address or header, in words
    feeds         Atom, sitemap, robots.txt, CNAME
    pages         which pages there are (PAGE_KINDS)
    policy        what a page may load (Content-Security-Policy)
    qr_code       an address as a QR code, for paper
    layout_problems  what is wrong with a layout, in words
    render        layouts: a sheet -> text
    store         results by key, contents by digest, in a file that may break
    workers       this process, or several
    work          digests, transform: nothing is computed twice
    page_texts    the pages' texts, made where they cannot be recalled
    asked         what stands for a post's surroundings while it is read, and notes what is asked of it
    reading       all posts and pages read, and remembered
    swapping      puts a file in place whole
    output        compares, writes beside, swaps, prunes
    new_files     puts new files among the sources
    record        what the last build made of the very same sources
    published_files  pictures, styles, scripts and what is copied
    pipeline      compute: the whole flow on one screen
    checks/       what `check` finds besides: one kind of mistake, one module (CHECKS)
    lock          one build at a time in a site folder
    terminal      colours, and letters that a console lacks
    report        problems and figures, for people and for programs
    preview/      the preview: serves the site folder, watches the sources, reloads open pages
    git           runs git
    repository    reads a git repository, makes a commit beside what is checked out, pushes it
    git_problems  what is wrong when git cannot do it, in words
    publishing    a site folder as a commit on a remote's branch
    refusals      what must not be published, or not there, in words
    site_address  where the published site will stand
    commands/     build, serve, new, check, publish (COMMANDS)
    usage         what is wrong with a command line, in words
    cli           arguments, exit status

Data flows one way: sources -> config -> posts -> site -> pages -> files. Nothing reaches back, nothing is global, and
nothing below the pipeline asks the clock or the disk.
"""

__version__ = "0.1.0"
