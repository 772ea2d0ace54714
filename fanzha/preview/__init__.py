"""The preview: serves the site folder, watches the sources, and tells open pages what has become of them.

    file_systems  where no events of changes can be counted on
    watching      calls once for each burst of changes to the sources
    live          what is shown, and who must wait for it: one build at a time, and every page whole
    overlay       what an open page shows of problems and of drafts, as values for its script (page.js, page.css)
    injection     puts that script into a page on its way to the browser, and tells whether a page has changed
    server        HTTP: the site under its baseurl, and the events for open pages
    addresses     where a phone finds the preview

Nothing of it ever gets into a site folder: pages get the script while they are sent.
"""
