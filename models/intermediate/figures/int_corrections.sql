-- Corrections of figures of the documents in this build. One that was made for another print than the
-- document's does not apply; the audit reports it.
with corrections as (

    select * from {{ ref('corrections') }}

),

documents as (

    select document_id from {{ ref('int_documents') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

found as (

    select
        corrections.document_id,
        corrections.page,
        corrections.table_no,
        corrections.row_no,
        corrections.column_no,
        corrections.was,
        corrections.corrected_amount_yuan,
        corrections.reason,
        corrections.corrected_on,
        corrections.corrected_by,
        figures.figure_id,
        figures.printed_text,
        coalesce(figures.text_key = {{ folded('corrections.was') }}, false) as still_applies
    from corrections
    semi join documents on corrections.document_id = documents.document_id
    left join figures
        on
            corrections.document_id = figures.document_id
            and corrections.page = figures.page
            and corrections.table_no = figures.table_no
            and corrections.row_no = figures.row_no
            and corrections.column_no = figures.column_no

)

select * from found
