!function(d){var c="js ";try{c+=(localStorage.fanzhaTheme||"")+" "+(localStorage.fanzhaText||"")}catch(e){}d.className=c}(document.documentElement)
